// The panel beside the grid: a preview of the month being typed, its last twelve months, its comment or absence. Its texts
// are saved when they lose the focus, like a cell.

import { write } from "../ordinals.js";

const AFTER_TYPING = 200;
const AFTER_MOVING = 350;
const CHOICE = "saisie détail";

export class Panel {
  // `isTyped`: whether the month is a field of the grid; the texts of other months are changed on their own page.
  // `type` keeps its texts while they are typed; `typed` gives back those of a month that are not saved.
  constructor(form, place, { save, open, isTyped, type, typed }) {
    Object.assign(this, { form, place, save, open, isTyped, type, typed });
    this.shown = null;
    this.wanted = null;
    this.asked = null;
    this.kept = "";
    place.addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    place.addEventListener("input", () => this.type(this.shown, this.isDirty ? this.#words : null));
    place.addEventListener("focusout", (event) => { if (!place.contains(event.relatedTarget)) this.#send(); });
    place.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.leave();
    });
    this.button = document.getElementById("voir-detail");
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.#open(this.place.hidden));
    this.#open(isChosen());
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
      write(place, reply.problem || reply.doubt || reply.text);
      place.classList.toggle("t-sous", Boolean(reply.problem));
      place.classList.toggle("t-entre", Boolean(reply.doubt));
    }, AFTER_TYPING);
  }

  clearPreviews(except) {
    for (const place of this.form.querySelectorAll("[data-preview]")) {
      if (place.closest("tbody").dataset.code !== except) place.textContent = "";
    }
  }

  // Open or close the panel, for the next pages too. Open, it is loaded for the cell that was last in use.
  #open(isOpen) {
    this.place.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
    keepChoice(isOpen);
    if (isOpen && this.wanted && this.wanted !== this.shown) this.#load(this.wanted);
  }

  // From a cell into the panel, to its comment; `leave` goes back to that cell.
  async enter(element) {
    this.from = element;
    if (this.place.hidden) this.#open(true);
    clearTimeout(this.moving);
    const key = element.closest("td").dataset.cell;
    this.wanted = key;
    if (key !== this.shown) await this.#load(key);
    (this.place.querySelector("textarea") ?? this.place.querySelector("a"))?.focus();
  }

  leave() {
    const cell = this.from?.closest("td").dataset.cell === this.shown ? this.from : document.getElementById(this.shown?.replace("/", "-"));
    cell?.focus();
  }

  show(key) {
    clearTimeout(this.moving);
    this.wanted = key;
    if (key === this.shown || this.place.hidden) return;
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
    this.kept = JSON.stringify(this.#words);
    this.#refill(this.typed(key));
  }

  // What was refused, or not sent yet, is shown as it was typed.
  #refill(texts) {
    for (const [name, text] of Object.entries(texts ?? {})) {
      for (const field of this.place.querySelectorAll(`form [name="${name}"]`)) {
        if (field.type === "radio") field.checked = field.value === text;
        else field.value = text;
      }
    }
  }

  #send() {
    if (!this.shown || !this.isDirty) return;
    this.kept = JSON.stringify(this.#words);
    this.save(this.shown, this.#words);
  }
}

// Whether the panel is open, as the person last chose; open at first.
function isChosen() {
  try {
    return localStorage.getItem(CHOICE) !== "ferme";
  } catch {
    return true;
  }
}

function keepChoice(isOpen) {
  try {
    localStorage.setItem(CHOICE, isOpen ? "ouvert" : "ferme");
  } catch {
    // Without storage the choice lasts as long as the page.
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
