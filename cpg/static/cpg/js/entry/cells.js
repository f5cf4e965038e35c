// A month of an indicator in the grid: its fields, the version they were read from, and the display of its state.

const LOOKS = {
  saving: ["c-en-cours", "f-attente", "enregistrement en cours"],
  unsaved: ["c-non-enregistree", "f-local", "pas enregistré, gardé dans la page"],
  partial: ["c-non-enregistree", "f-local", "incomplet, pas enregistré"],
  refused: ["c-refusee", "f-refus", "refusé, pas enregistré"],
};
// The narrowest column holds so many signs.
const FITS = 7;
const MARK = "http://www.w3.org/2000/svg";

export class Cell {
  constructor(key, inputs) {
    [this.code, this.month] = key.split("/");
    this.key = key;
    this.inputs = inputs;
    const { elements } = inputs[0].form;
    this.versionField = elements.namedItem(`${key}/version`);
    this.draftField = elements.namedItem(`${key}/brouillon`);
    this.shownFields = new Map(inputs.map((input) => [input, elements.namedItem(`${input.name}/avant`)]));
    // Sent beside the figures: a comment, an absence, a reason.
    this.extra = null;
    const [first] = inputs;
    this.stands = [first.closest("td").dataset.css, first.closest("td").dataset.shape, first.closest("td").dataset.word];
    this.state = "stands";
  }

  get version() { return this.versionField.value; }
  set version(version) { this.versionField.value = version; }

  get texts() { return Object.fromEntries(this.inputs.map((input) => [input.dataset.part, input.value])); }

  // A column is as wide as its texts.
  fit() {
    for (const input of this.inputs) {
      const place = input.closest("td");
      let sizer = place.querySelector(".gabarit");
      if (!sizer && input.value.length <= FITS) continue;
      if (!sizer) {
        sizer = Object.assign(document.createElement("span"), { className: "gabarit" });
        sizer.setAttribute("aria-hidden", "true");
        input.after(sizer);
      }
      sizer.textContent = input.value;
    }
  }

  get isDirty() { return this.inputs.some((input) => input.value !== input.defaultValue); }

  // A pair with only one part typed is not sent: it would be refused before the person can type the other.
  get isPartial() {
    const empty = this.inputs.filter((input) => input.value.trim() === "").length;
    return empty > 0 && empty < this.inputs.length;
  }

  get isUnsaved() { return this.isDirty || this.extra !== null || this.state === "saving"; }

  get hasFocus() { return this.inputs.includes(document.activeElement); }

  holds(texts) { return same(this.texts, texts); }

  show(state, parts = []) {
    this.state = state;
    this.fit();
    const look = state === "stands" ? this.stands : LOOKS[state];
    for (const input of this.inputs) {
      const isRight = state === "refused" && parts.length > 0 && !parts.includes(input.dataset.part);
      draw(input, isRight ? LOOKS.unsaved : look);
      input.setAttribute("aria-invalid", String(state === "refused" && !isRight));
    }
  }

  // Show the saved state from the server, but keep what was typed since it was sent.
  take(reply, sent) {
    this.version = reply.version;
    this.isOpened = false;
    this.draftField.value = reply.isDraft ? reply.version : "";
    this.stands = [reply.css, reply.shape, reply.word];
    for (const input of this.inputs) {
      const text = reply.texts[input.dataset.part];
      if (input.value === sent[input.dataset.part]) input.value = text;
      input.defaultValue = text;
      this.shownFields.get(input).value = text;
      input.readOnly = reply.css === "c-absence";
    }
    this.show(this.isDirty ? "unsaved" : "stands");
  }

  // Make an absent month editable, to type a value.
  open() {
    this.isOpened = true;
    for (const input of this.inputs) {
      input.readOnly = false;
      input.value = "";
    }
  }

  // An absence that was opened and left without a value stays an absence: nobody asked to remove it.
  get isLeftEmpty() { return Boolean(this.isOpened) && this.inputs.every((input) => input.value.trim() === ""); }

  put(texts) { for (const input of this.inputs) input.value = texts[input.dataset.part] ?? input.value; }

  restore() {
    this.extra = null;
    this.isOpened = false;
    for (const input of this.inputs) {
      input.value = input.defaultValue;
      input.readOnly = this.stands[0] === "c-absence";
    }
    this.show("stands");
  }
}

// Compare without spaces, which only group digits: `1 064` equals `1064`.
const plain = (text) => (text ?? "").replace(/\s/g, "");

export const same = (texts, others) => Object.keys(texts).every((part) => plain(texts[part]) === plain(others[part]));

function draw(input, [css, shape, word]) {
  const place = input.closest("td");
  for (const name of [...place.classList].filter((each) => each.startsWith("c-"))) place.classList.remove(name);
  place.classList.add(css);
  place.querySelector("[data-state]").textContent = word;
  place.querySelector(".coin")?.remove();
  if (shape) place.append(corner(shape));
}

export function icon(shape, css = "forme") {
  const drawing = document.createElementNS(MARK, "svg");
  drawing.setAttribute("class", css);
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(MARK, "use");
  use.setAttribute("href", `#${shape}`);
  drawing.append(use);
  return drawing;
}

const corner = (shape) => icon(shape, "coin forme");

export function cellsOf(table) {
  const inputs = new Map();
  for (const input of table.querySelectorAll("input[data-part]")) {
    const key = input.closest("td").dataset.cell;
    inputs.set(key, [...(inputs.get(key) ?? []), input]);
  }
  return new Map([...inputs].map(([key, fields]) => [key, new Cell(key, fields)]));
}
