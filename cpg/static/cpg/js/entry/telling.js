// What the page says: lines under an indicator, the summary of the bar, and short words for those who listen.

import { icon } from "./cells.js";

const MANY = (count, one, many) => `${count} ${count < 2 ? one : many}`;

export class Telling {
  constructor(form) {
    this.form = form;
    this.summary = document.getElementById("bilan");
    this.aloud = form.querySelector("#annonce");
    this.general = form.querySelector("#avis");
  }

  say(text) { this.aloud.textContent = text; }

  // One line for all, above the grid; "" takes it away.
  warn(title, text = "", tone = "t-entre", shape = "f-alerte") {
    this.general.replaceChildren(...(title ? [notice({ tone, shape, title, text })] : []));
  }

  // What is said of a month: `standing` lines replace all of it; passing ones, of what was refused, stand beside these.
  // `actions` are buttons of the last line, `answer` takes the reason that it asks.
  tell(cell, messages, { isPassing = false, actions = [], answer = null, label = "" } = {}) {
    const group = bodyOf(this.form, cell.code);
    this.settle(cell);
    if (!isPassing) for (const old of linesOf(group, cell)) old.remove();
    messages.forEach((message, rank) => {
      const row = document.createElement("tr");
      row.className = "msg";
      row.dataset.month = cell.month;
      if (isPassing) row.dataset.passing = "";
      const place = row.insertCell();
      place.colSpan = 15;
      const told = notice(message);
      const isLast = rank === messages.length - 1;
      if (isLast && actions.length > 0) told.append(buttons(actions));
      if (isLast && answer) told.append(question(answer, label));
      place.append(told);
      group.append(row);
    });
  }

  // Nothing is refused any more.
  settle(cell) {
    for (const old of linesOf(bodyOf(this.form, cell.code), cell)) if ("passing" in old.dataset) old.remove();
  }

  toDate(cell, told) {
    const group = bodyOf(this.form, cell.code);
    group.querySelector("[data-to-date]").textContent = told.value;
    const status = group.querySelector("[data-effect] .statut");
    status.className = `statut ${told.tone}`;
    status.querySelector("use").setAttribute("href", `#${told.shape}`);
    status.querySelector("span").textContent = told.word;
    group.querySelector("[data-effect] small").textContent = told.detail;
  }

  // The box that hands a line over is there as soon as the line has something to hand over.
  tick(code) {
    const place = bodyOf(this.form, code).querySelector("[data-tick]");
    const has = this.#drafts(code).length > 0;
    if (has === !place.hidden) return;
    place.hidden = !has;
    place.querySelector("input").checked = has;
  }

  // The fields that name what may be handed over, of a line or of all.
  #drafts(code = "") {
    const fields = [...this.form.querySelectorAll('input[name$="/brouillon"]')];
    return fields.filter((field) => field.value !== "" && field.name.startsWith(code && `${code}/`));
  }

  count(found) {
    const cells = [...found];
    const states = cells.filter((cell) => cell.isUnsaved);
    const number = (...names) => states.filter((cell) => names.includes(cell.state)).length;
    const drafts = this.#drafts().length;
    const parts = [
      ["f-ok", drafts, "mois enregistré, à soumettre", "mois enregistrés, à soumettre"],
      ["f-attente", number("saving"), "en cours", "en cours"],
      ["f-local", number("unsaved", "partial", "stands"), "pas enregistré", "pas enregistrés"],
      ["f-refus", number("refused"), "refusé", "refusés"],
    ].filter(([, count]) => count > 0);
    this.summary.replaceChildren(...parts.map(([shape, count, one, many]) => {
      const part = document.createElement("span");
      part.className = "statut";
      part.append(icon(shape), ` ${MANY(count, one, many)}`);
      return part;
    }));
  }
}

function notice({ tone, shape, title, text }) {
  const told = document.createElement("div");
  told.className = `avis ${tone}`;
  const strong = document.createElement("strong");
  strong.textContent = title;
  told.append(icon(shape), strong);
  if (text) told.append(Object.assign(document.createElement("p"), { textContent: text }));
  return told;
}

function buttons(actions) {
  const line = Object.assign(document.createElement("p"), { className: "boutons" });
  for (const [label, act] of actions) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
    button.addEventListener("click", act);
    line.append(button, " ");
  }
  return line;
}

function question(answer, label) {
  const line = Object.assign(document.createElement("p"), { className: "boutons" });
  const named = Object.assign(document.createElement("label"), { textContent: "Motif " });
  const field = Object.assign(document.createElement("input"), { className: "motif", maxLength: 500 });
  const give = () => { if (field.value.trim()) answer(field.value.trim()); else field.focus(); };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    give();
  });
  named.append(field);
  line.append(named, " ", buttons([[label, give]]).firstChild);
  return line;
}

const linesOf = (group, cell) => [...group.querySelectorAll(`tr.msg[data-month="${cell.month}"]`)];

const bodyOf = (form, code) => form.querySelector(`tbody[data-code="${code}"]`);
