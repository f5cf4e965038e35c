// The entry grid in the browser. Without this script the page is a form that is saved row by row.

import { openStore } from "../drafts/store.js";
import { cellsOf } from "./cells.js";
import { Memory } from "./memory.js";
import { Moves } from "./moves.js";
import { Panel } from "./panel.js";
import { paste, some } from "./pasting.js";
import { Saver } from "./saving.js";
import { Table } from "./table.js";
import { Telling } from "./telling.js";
import { Undoing } from "./undoing.js";

function start(form, store) {
  const element = form.querySelector("table.saisie");
  const cells = cellsOf(element);
  const cellOf = (input) => cells.get(input.closest("td").dataset.cell);
  const telling = new Telling(form);
  const memory = new Memory(store, form.elements.brouillon);
  const saver = new Saver(form, cells, memory, telling);
  const before = new WeakMap();
  let isLeaving = false;

  const change = (pairs) => {
    for (const [field, text] of pairs) {
      field.value = text;
      before.set(field, text);
    }
    for (const cell of new Set(pairs.map(([field]) => cellOf(field)))) saver.ask(cell);
  };
  const undoing = new Undoing(change);
  const put = (pairs) => {
    undoing.remember(pairs.map(([field, text]) => [field, field.value, text]));
    change(pairs);
  };
  const announce = (count, nothing) => telling.say(count ? `${count} ${count < 2 ? "cellule remise" : "cellules remises"} comme avant` : nothing);

  const remember = (field) => {
    undoing.remember([[field, before.get(field) ?? field.value, field.value]]);
    before.set(field, field.value);
  };
  const commit = (field) => {
    if (field.tagName !== "INPUT") return;
    const cell = cellOf(field);
    if (cell.isLeftEmpty) cell.restore();
    remember(field);
    if (cell.isUnsaved || cell.state !== "stands") saver.ask(cell);
  };

  const table = new Table(element);
  new Moves(table, {
    put,
    commit,
    undo: () => announce(undoing.undo(), "Rien à annuler"),
    redo: () => announce(undoing.redo(), "Rien à rétablir"),
    isTyping: (field) => field.value !== before.get(field),
    restore: (field) => {
      const cell = cellOf(field);
      if (cell.state === "saving") return;
      cell.restore();
      for (const input of cell.inputs) before.set(input, input.value);
      saver.ask(cell);
    },
    say: (text) => telling.say(text),
    paste: (rows, from) => paste(rows, from, { table, telling, put }),
    detail: (chosen) => panel.enter(chosen),
  });

  const panel = new Panel(form, document.getElementById("detail"), {
    // Do not save the comment of an opened absence yet: it goes with the value that will replace the absence.
    save: (key, fields) => {
      const cell = cells.get(key);
      if (cell.isLeftEmpty) cell.extra = { ...cell.extra, ...fields };
      else saver.ask(cell, fields);
    },
    isTyped: (key) => cells.has(key),
    type: (key, fields) => {
      const cell = cells.get(key);
      if (!cell) return;
      cell.extra = fields;
      if (cell.isUnsaved) memory.keep(cell);
      else memory.forget(cell);
    },
    typed: (key) => cells.get(key)?.extra,
    // An absence is removed by typing a value.
    open: (key) => {
      const cell = cells.get(key);
      if (!cell.inputs[0].readOnly) return;
      cell.open();
      cell.inputs[0].focus();
    },
  });
  saver.onSaved = (cell) => panel.refresh(cell.key);

  element.addEventListener("focusin", ({ target }) => {
    const place = target.closest("td[data-cell]");
    if (!place) return;
    if (target.tagName === "INPUT") before.set(target, target.value);
    panel.clearPreviews(place.closest("tbody").dataset.code);
    panel.show(place.dataset.cell);
  });
  element.addEventListener("input", ({ target }) => {
    const cell = cells.get(target.closest("td")?.dataset.cell);
    if (!cell) return;
    cell.fit();
    memory.keep(cell);
    if (cell.state !== "saving") cell.show(cell.isDirty ? "unsaved" : "stands");
    telling.count(cells.values());
    panel.preview(cell);
  });
  // Not `change`, which is not fired for a field that is changed back to its former text: it must be settled too.
  element.addEventListener("focusout", ({ target, relatedTarget }) => {
    const cell = cells.get(target.closest("td")?.dataset.cell);
    if (!cell || target.tagName !== "INPUT") return;
    remember(target);
    if (!(cell.inputs.includes(relatedTarget) && cell.isPartial)) commit(target);
  });

  addEventListener("beforeunload", (event) => {
    if (!isLeaving && (saver.unsaved.length > 0 || panel.isDirty)) event.preventDefault();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    document.activeElement.blur();
    await saver.idle();
    if (saver.unsaved.length > 0) {
      const left = saver.unsaved;
      telling.warn(
        "Rien n’est soumis : tout n’est pas enregistré.",
        `${named(left)} : corrigez, complétez, ou revenez à ce qui était enregistré avec Échap.`,
        "t-sous", "f-refus", left[0].inputs[0],
      );
      left[0].inputs[0].focus();
      return;
    }
    isLeaving = true;
    form.submit();
  });

  tellRestored(telling, memory.restore(cells, (key) => element.querySelector(`td[data-cell="${key}"]`)), saver);
  telling.count(cells.values());
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && table.placeOf(target)) target.focus();
  form.dataset.ready = "true";
}

function tellRestored(telling, { found, lost, elsewhere, beside }, saver) {
  for (const cell of found) saver.ask(cell);
  const sentences = [];
  if (found.length > 0) sentences.push(`${named(found)} : c’est de retour dans la grille.`);
  if (lost.length > 0) sentences.push(`${some(lost.map(([key, text]) => `${key.replace("/", ", ")} : ${text}`))} : ces mois ne se saisissent plus ici, rien n’en est envoyé.`);
  if (beside.length > 0) sentences.push(`Un autre onglet avait aussi ${some(beside.map(([key, text]) => `${key.replace("/", ", ")} : ${text}`))} ; la dernière frappe est dans la grille.`);
  if (elsewhere.length > 0) sentences.push(`${some(elsewhere.map((key) => key.replace("/", ", ")))} : affichez tous les indicateurs pour les retrouver.`);
  if (sentences.length > 0) telling.warn("Vous aviez tapé ceci sans que ce soit enregistré.", sentences.join(" "));
}

const named = (cells) => some(cells.map((cell) => cell.inputs[0].closest("td").dataset.name));

const form = document.getElementById("saisie");
if (form) start(form, await openStore());
