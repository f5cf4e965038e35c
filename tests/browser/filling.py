"""Type into the forms of a page that carry a mark, send them, and read what they show."""

# Types a text into each field of the form with this key; answers the texts.
FILL = """key => {
    const TYPED = {number: "7", date: "2025-06-15", url: "https://exemple.fr/x", email: "x@exemple.fr"};
    const KINDS = ["text", "textarea", "search", ...Object.keys(TYPED)];
    const {form} = document.querySelector(`input[name=brouillon][data-key="${key}"]`);
    const isTyped = (each) => each.name && KINDS.includes(each.type) && !each.readOnly;
    return [...form.elements].filter(isTyped).map((field, rank) => {
        field.value = TYPED[field.type] ?? `texte ${rank}`;
        field.dispatchEvent(new Event("input", {bubbles: true}));
        return field.value;
    });
}"""
# What the fields of each form show, by its key.
READ = """() => Object.fromEntries([...document.querySelectorAll("input[name=brouillon]")].map((mark) => [
    mark.dataset.key,
    [...mark.form.elements].filter((each) => each.name
        && ["text", "textarea", "search", "number", "date", "url", "email"].includes(each.type)
        && !each.readOnly).map((each) => each.value),
]))"""
# What a person reads of their texts where the form has no field for them now.
READ_BESIDE = (
    "() => [...document.querySelectorAll('.brouillons q, [data-left] p')].map(each => each.textContent)"
)
# Presses the first button, whatever the browser thinks of the fields: the server shall refuse them.
SEND = """key => {
    const {form} = document.querySelector(`input[name=brouillon][data-key="${key}"]`);
    form.noValidate = true;
    form.requestSubmit([...form.elements].find(each => each.type === "submit"));
}"""
READY = "#brouillons[data-ready]"
# Makes the page one of before the last sign-in.
OUTDATE = """key => {
    const {form} = document.querySelector(`input[name=brouillon][data-key="${key}"]`);
    form.elements.csrfmiddlewaretoken.value = "x".repeat(64);
}"""
