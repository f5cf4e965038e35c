// The draft of one form: what differs from what the server sent, with the hidden fields that it was typed on: the version
// among them. An answer's own fields excepted: they hold what it shows, and another answer shows something else.

import { pageOf } from "./store.js";

const UNKEPT = new Set(["file", "password", "submit", "button", "image", "reset", "fieldset", "output", "object"]);
// The server's receipt names the drafts that a form was sent with: what another tab typed in it stays.
const PAGES = "brouillon-pages";
const OURS = new Set(["brouillon", PAGES, "csrfmiddlewaretoken"]);
// A file that an answer sends back, how it was read, what it would write, and the digest of what it shows.
const OF_ANSWER = new Set(["contenu", "nom", "lu", "plan", "vu"]);
const isBox = (field) => field.type === "checkbox" || field.type === "radio";

export class FormDraft {
  constructor(mark, store) {
    this.form = mark.form;
    this.store = store;
    this.key = mark.dataset.key;
    this.label = mark.dataset.label;
    this.page = mark.dataset.page;
    // The server shows again what it did not accept: all of it is unsaved, whatever the page calls its default.
    const kept = document.querySelector(`[data-kept="${this.key}"][data-restored]`);
    this.isShownAgain = "posted" in mark.dataset || kept !== null;
    this.isTyped = "posted" in mark.dataset;
    this.isInAnswer = "answer" in mark.dataset;
    this.first = new Map(this.#hidden.map((field) => [field, field.value]));
    // [id, draft] of other pages that this form shows, and takes the place of once its own is kept.
    this.taken = [];
    if (kept !== null) this.#putLater(1000 * Number(kept.dataset.keptAt));
    if (!this.isShownAgain) return;
    this.#takeWhatIsShown();
    this.keep();
  }

  get fields() { return [...this.form.elements].filter((field) => field.name && !OURS.has(field.name) && !("ofPage" in field.dataset) && !UNKEPT.has(field.type)); }

  get #hidden() { return this.fields.filter((field) => field.type === "hidden"); }

  get #typed() { return this.fields.filter((field) => field.type !== "hidden" && (this.isShownAgain || stateOf(field) !== defaultOf(field))); }

  #isTypedOn([name]) { return !this.isInAnswer || !OF_ANSWER.has(name); }

  // Whether anything is left to keep, and a promise of whether the browser keeps it.
  keep() {
    const draft = this.#draft();
    if (draft.typed.length === 0) {
      this.store.remove(this.key);
      this.store.forgetTaken(this.taken);
      return { isEmpty: true, kept: Promise.resolve(true) };
    }
    const kept = this.store.write(this.key, draft);
    kept.then((isKept) => isKept && this.store.forgetTaken(this.taken));
    return { isEmpty: false, kept };
  }

  #draft() {
    return { label: this.label, page: this.page, typed: this.#places(this.#typed), hidden: this.#places(this.#hidden).filter((place) => this.#isTypedOn(place)) };
  }

  // The drafts that go with the form when it is sent.
  get pages() { return [this.store.page, ...this.taken.map(([id]) => pageOf(id))]; }

  // After a Back the browser puts fields as they were left, once the page is shown: a date in a closed part, it leaves empty.
  // What came back here wins, unless something was typed since.
  remember() { this.shown = this.#typed.map((field) => [field, stateOf(field)]); }

  showAgain() { for (const [field, state] of this.shown ?? []) setState(field, state); }

  // [name, place, state] of each. Rows come and go between two pages: the place of a box is its value, that of another
  // field its rank among those of its name.
  #places(fields) {
    return fields.map((field) => [field.name, isBox(field) ? field.value : this.#ranked(field.name).indexOf(field), stateOf(field)]);
  }

  #ranked(name) { return this.fields.filter((each) => each.name === name && !isBox(each)); }

  #at(name, place) {
    if (typeof place === "number") return this.#ranked(name)[place];
    return this.fields.find((each) => each.name === name && isBox(each) && each.value === place);
  }

  // The newest draft that says something else than the page, into the fields: when it was typed, and the texts whose fields
  // are gone. Null when there is none.
  restore() {
    if (this.isShownAgain) return null;
    for (const other of this.#others) {
      const left = this.#fill(other[1]);
      if (this.#typed.length > 0 || left.length > 0) {
        this.taken = [other];
        this.#takeWhatIsShown();
        return { at: other[1].at, left };
      }
      this.store.forgetTaken([other]);
    }
    return null;
  }

  get #others() { return this.store.others(this.key).filter(([, draft]) => draft.typed); }

  // [id, draft] of what was typed in this form elsewhere, and is not in it.
  beside() {
    const taken = new Set(this.taken.map(([id]) => id));
    return this.#others.filter(([id]) => !taken.has(id));
  }

  #takeWhatIsShown() { this.taken.push(...this.beside().filter(([, draft]) => this.#shows(draft))); }

  #shows({ typed }) {
    return typed.every(([name, place, state]) => {
      const field = this.#at(name, place);
      return field ? stateOf(field) === state : typeof place !== "number" || state.trim() === "";
    });
  }

  #fill({ typed, hidden }) {
    const left = textsOf(typed.filter((place) => !this.#put(place)));
    // Those of another file would be confirmed unseen.
    for (const place of hidden) if (this.#isTypedOn(place)) this.#put(place);
    return left;
  }

  // Put what was typed elsewhere into the form, and what is in the form beside it: its id and its draft, or null.
  swap(other) {
    const before = { ...this.#draft(), at: this.store.read(this.key)?.at ?? this.taken[0]?.[1].at ?? Date.now() };
    const beside = before.typed.length > 0 ? [this.store.putBeside(this.key, before), before] : null;
    const taken = this.taken;
    this.#reset();
    const left = this.#fill(other[1]);
    this.taken = [...taken, other];
    this.keep();
    this.isTyped = true;
    return { beside, left };
  }

  #put([name, place, state]) {
    const field = this.#at(name, place);
    if (!field || field.disabled || field.readOnly) return field !== undefined && stateOf(field) === state;
    // A radio button is left by choosing another one: without that one, the choice of the page holds.
    if (field.type === "radio" && state === "") return true;
    setState(field, state);
    if (field.type === "hidden") return true;
    for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  // What was typed after the server kept the form, on the page that refused or showed it: the server never saw it.
  #putLater(keptAt) {
    const [later] = this.#others;
    if (!later || !(later[1].at > keptAt)) return;
    for (const [name, place, state] of later[1].typed) {
      const field = this.#at(name, place);
      if (field && stateOf(field) !== state) this.#put([name, place, state]);
    }
  }

  throwAway() {
    this.store.remove(this.key);
    for (const [id] of this.taken) this.store.removeById(id);
    this.taken = [];
    this.#reset();
    this.isTyped = false;
    this.fields.find((field) => field.type !== "hidden")?.focus();
  }

  #reset() {
    this.form.reset();
    // A reset leaves hidden fields as they are.
    for (const [field, value] of this.first) field.value = value;
  }
}

// Tell the server which drafts go when it accepts what is sent: those of these pages.
export function namePages(form, pages) {
  const field = form.elements[PAGES] ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: PAGES }));
  field.value = pages.join("-");
}

// What people wrote: a box has a state and no text.
export function textsOf(places) {
  return places.filter(([, place, state]) => typeof place === "number" && state.trim() !== "").map(([, , state]) => state);
}

function stateOf(field) {
  if (isBox(field)) return field.checked ? "1" : "";
  return field.type === "select-multiple" ? [...field.selectedOptions].map((each) => each.value).join("\n") : field.value;
}

function setState(field, state) {
  if (isBox(field)) field.checked = state === "1";
  else if (field.type === "select-multiple") for (const option of field.options) option.selected = state.split("\n").includes(option.value);
  else field.value = state;
}

function defaultOf(field) {
  if (isBox(field)) return field.defaultChecked ? "1" : "";
  if (!field.options) return field.defaultValue;
  const chosen = [...field.options].filter((option) => option.defaultSelected).map((option) => option.value);
  if (field.type === "select-multiple") return chosen.join("\n");
  return chosen.at(-1) ?? field.options[0]?.value ?? "";
}
