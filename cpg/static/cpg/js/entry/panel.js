// Beside the grid: what the month being typed would make, its last twelve months, its comment or its absence. What is
// written there is saved when it is left, like a cell.

const AFTER_TYPING = 200;
const AFTER_MOVING = 350;

export class Panel {
  // `isTyped` says whether a month is a field of the grid: the words of another are changed on its own page.
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

  // The figure that the parts make, or why they make none, as the server reads them.
  preview(cell) {
    clearTimeout(this.typing);
    const place = this.form.querySelector(`tbody[data-code="${cell.code}"] [data-preview]`);
    if (cell.isPartial || cell.inputs.every((input) => input.value.trim() === "")) {
      place.textContent = "";
      return;
    }
    this.typing = setTimeout(async () => {
      const texts = cell.texts;
      const told = await read(`${this.#address(cell.key, "apercu")}?${new URLSearchParams(texts)}`, (answer) => answer.json());
      if (!told || JSON.stringify(texts) !== JSON.stringify(cell.texts)) return;
      place.textContent = told.problem || told.text;
      place.classList.toggle("t-sous", Boolean(told.problem));
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

  // What was asked for last is shown, in whatever order the answers come, unless one has moved on meanwhile.
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
    // The panel stands over the foot of the grid: the field in use must not be under it.
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
