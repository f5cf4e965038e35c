// Beside the grid: what the month being typed would make, its last twelve months, its comment or its absence.

const AFTER_TYPING = 200;
const AFTER_MOVING = 350;

export class Panel {
  constructor(form, place, save) {
    Object.assign(this, { form, place, save });
    this.shown = null;
    place.addEventListener("submit", (event) => this.#submit(event));
  }

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

  show(key) {
    clearTimeout(this.moving);
    if (key === this.shown) return;
    this.moving = setTimeout(() => this.#load(key), AFTER_MOVING);
  }

  refresh(key) { if (key === this.shown && !this.place.contains(document.activeElement)) this.#load(key); }

  async #load(key) {
    const text = await read(this.#address(key, "detail"), (answer) => answer.text());
    if (text === null || this.place.contains(document.activeElement)) return;
    this.shown = key;
    const page = new DOMParser().parseFromString(text, "text/html");
    this.place.replaceChildren(...page.body.childNodes);
    this.place.hidden = false;
    // The panel stands over the foot of the grid: the field in use must not be under it.
    document.activeElement.scrollIntoView({ block: "nearest" });
  }

  #submit(event) {
    event.preventDefault();
    this.save(this.shown, Object.fromEntries(new FormData(event.target)));
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
