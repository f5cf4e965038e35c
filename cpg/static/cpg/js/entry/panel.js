// The panel beside the grid: a preview of the month being typed, its last twelve months, its comment or absence. Its texts
// are saved when they lose the focus, like a cell.

const AFTER_TYPING = 200;
const AFTER_MOVING = 350;

export class Panel {
  // `isTyped`: whether the month is a field of the grid; the texts of other months are changed on their own page.
  constructor(form, place, { save, open, isTyped }) {
    Object.assign(this, { form, place, save, open, isTyped });
    this.shown = null;
    this.wanted = null;
    this.asked = null;
    this.kept = "";
    place.addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    place.addEventListener("focusout", (event) => { if (!place.contains(event.relatedTarget)) this.#send(); });
    place.addEventListener("change", ({ target }) => {
      if (target.name === "absence" && target.value === "") this.open(this.shown);
    });
  }

  get #words() {
    const form = this.place.querySelector("form");
    return form ? Object.fromEntries(new FormData(form)) : {};
  }

  get isDirty() { return JSON.stringify(this.#words) !== this.kept; }

  #address(key, what) { return `${this.form.dataset.address}${key}/${what}/`; }

  // The rate of a pair, or why there is none, computed by the server: it has the only arithmetic.
  preview(cell) {
    clearTimeout(this.typing);
    const place = this.form.querySelector(`tbody[data-code="${cell.code}"] [data-preview]`);
    if (cell.isPartial || cell.inputs.every((input) => input.value.trim() === "")) {
      place.textContent = "";
      return;
    }
    this.typing = setTimeout(async () => {
      const texts = cell.texts;
      const reply = await read(`${this.#address(cell.key, "apercu")}?${new URLSearchParams(texts)}`, (answer) => answer.json());
      if (!reply || JSON.stringify(texts) !== JSON.stringify(cell.texts)) return;
      place.textContent = reply.problem || reply.text;
      place.classList.toggle("t-sous", Boolean(reply.problem));
    }, AFTER_TYPING);
  }

  clearPreviews(except) {
    for (const place of this.form.querySelectorAll("[data-preview]")) {
      if (place.closest("tbody").dataset.code !== except) place.textContent = "";
    }
  }

  show(key) {
    clearTimeout(this.moving);
    this.wanted = key;
    if (key === this.shown) return;
    this.moving = setTimeout(() => this.#load(key), AFTER_MOVING);
  }

  refresh(key) { if (key === this.wanted) this.#load(key); }

  // Answers may come in any order: show only that of the last request, and only if its cell is still the current one.
  async #load(key) {
    const asked = Symbol(key);
    this.asked = asked;
    const text = await read(this.#address(key, "detail"), (answer) => answer.text());
    if (text === null || asked !== this.asked || key !== this.wanted || this.place.contains(document.activeElement)) return;
    this.shown = key;
    const page = new DOMParser().parseFromString(text, "text/html");
    if (!this.isTyped(key)) page.querySelector("form").replaceWith(page.querySelector("form .boutons a"));
    this.place.replaceChildren(...page.body.childNodes);
    this.place.hidden = false;
    this.kept = JSON.stringify(this.#words);
    // The panel covers the bottom of the grid: scroll so that the field in use is not under it.
    document.activeElement.scrollIntoView({ block: "nearest" });
  }

  #send() {
    if (!this.shown || !this.isDirty) return;
    this.kept = JSON.stringify(this.#words);
    this.save(this.shown, this.#words);
  }
}

async function read(address, how) {
  try {
    const answer = await fetch(address, { redirect: "error" });
    return answer.ok ? await how(answer) : null;
  } catch {
    return null;
  }
}
