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

  // Replaces the lines of one month by these; `actions` are buttons of the last one, `answer` takes the reason it asks.
  tell(cell, messages, actions = [], answer = null) {
    const group = bodyOf(this.form, cell.code);
    for (const old of group.querySelectorAll(`tr.msg[data-month="${cell.month}"]`)) old.remove();
    messages.forEach((message, rank) => {
      const row = document.createElement("tr");
      row.className = "msg";
      row.dataset.month = cell.month;
      const place = row.insertCell();
      place.colSpan = 15;
      const told = notice(message);
      if (rank === messages.length - 1 && actions.length > 0) told.append(buttons(actions));
      if (rank === messages.length - 1 && answer) told.append(question(answer));
      place.append(told);
      group.append(row);
    });
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
  tick(cells, code) {
    const place = bodyOf(this.form, code).querySelector("[data-tick]");
    const has = cells.some((cell) => cell.code === code && cell.draftField.value !== "");
    if (has === !place.hidden) return;
    place.hidden = !has;
    place.querySelector("input").checked = has;
  }

  count(found) {
    const cells = [...found];
    const states = cells.filter((cell) => cell.isUnsaved);
    const number = (...names) => states.filter((cell) => names.includes(cell.state)).length;
    const drafts = cells.filter((cell) => cell.draftField.value !== "").length;
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

function question(answer) {
  const line = Object.assign(document.createElement("p"), { className: "boutons" });
  const label = Object.assign(document.createElement("label"), { textContent: "Motif " });
  const field = Object.assign(document.createElement("input"), { className: "motif", maxLength: 500 });
  const give = () => { if (field.value.trim()) answer(field.value.trim()); else field.focus(); };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    give();
  });
  label.append(field);
  line.append(label, " ", buttons([["Enregistrer avec ce motif", give]]).firstChild);
  return line;
}

const bodyOf = (form, code) => form.querySelector(`tbody[data-code="${code}"]`);
