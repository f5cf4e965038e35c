// Messages of the page: notices under an indicator, the summary bar, and announcements for screen readers.

import { icon } from "./cells.js";
import { write } from "../ordinals.js";

const MANY = (count, one, many) => `${count} ${count < 2 ? one : many}`;

export class Telling {
  constructor(form) {
    this.form = form;
    this.summary = document.getElementById("bilan");
    this.aloud = form.querySelector("#annonce");
    this.general = document.getElementById("avis");
  }

  say(text) { this.aloud.textContent = text; }

  // One notice in the bar at the bottom, which is always in view; "" removes it. `field` is the one it is about.
  warn(title, text = "", tone = "t-entre", shape = "f-alerte", field = null) {
    this.general.replaceChildren(...(title ? [notice({ tone, shape, title, text })] : []));
    if (title && field) this.general.firstChild.append(wayTo(field));
  }

  // The same with a question: `choices` are [label, act]; Escape is the last of them.
  ask(title, text, choices) {
    this.warn(title, text);
    const answers = choices.map(([label, act]) => [label, () => { this.warn(""); act(); }]);
    const line = buttons(answers);
    this.general.firstChild.append(line);
    line.addEventListener("keydown", (event) => { if (event.key === "Escape") answers.at(-1)[1](); });
    line.querySelector("button").focus();
  }

  // Notices of a month. Lasting ones replace all others; passing ones, of a refusal, are added to them. `actions` are
  // buttons of the last notice, `answer` receives the reason that it asks for.
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
      place.colSpan = 13;
      const box = notice(message);
      const isLast = rank === messages.length - 1;
      if (isLast && actions.length > 0) box.append(buttons(actions));
      if (isLast && answer) box.append(question(answer, label));
      place.append(box);
      group.append(row);
    });
  }

  // Remove the notices of a refusal.
  settle(cell) {
    for (const old of linesOf(bodyOf(this.form, cell.code), cell)) if ("passing" in old.dataset) old.remove();
  }

  toDate(cell, reply) {
    const group = bodyOf(this.form, cell.code);
    group.querySelector("[data-to-date]").textContent = reply.value;
    const status = group.querySelector("[data-effect] .statut");
    status.className = `statut ${reply.tone}`;
    status.querySelector("use").setAttribute("href", `#${reply.shape}`);
    status.querySelector("span").textContent = reply.word;
    group.querySelector("[data-effect] small").textContent = reply.detail;
  }

  // Show the checkbox to submit a line as soon as the line has something to submit.
  tick(code) {
    const place = bodyOf(this.form, code).querySelector("[data-tick]");
    const has = this.#drafts(code).length > 0;
    if (has === !place.hidden) return;
    place.hidden = !has;
    place.querySelector("input").checked = has;
  }

  // The hidden fields that name what may be submitted, of one line or of all.
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
  const box = document.createElement("div");
  box.className = `avis ${tone}`;
  const strong = document.createElement("strong");
  box.append(icon(shape), write(strong, title));
  if (text) box.append(write(document.createElement("p"), text));
  return box;
}

function wayTo(field) {
  const link = Object.assign(document.createElement("a"), { href: `#${field.id}` });
  write(link, `Aller à ${field.closest("td").dataset.name}`);
  link.addEventListener("click", (event) => { event.preventDefault(); field.focus(); });
  const line = document.createElement("p");
  line.append(link);
  return line;
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
