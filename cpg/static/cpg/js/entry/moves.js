// The keyboard of a spreadsheet: arrows, Enter, Escape, F2, Home and End, a range by Shift and arrows, copy and paste of
// blocks, undo.

import { blockOf, isBlock, textOfBlock } from "./blocks.js";
import { isField, textOf } from "./table.js";

const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Moves {
  constructor(table, actions) {
    this.table = table;
    this.actions = actions;
    this.editing = null;
    this.corner = null;
    this.end = null;
    const { element } = table;
    element.addEventListener("keydown", (event) => this.#key(event));
    element.addEventListener("focusin", (event) => this.#arrive(event.target));
    element.addEventListener("mousedown", (event) => this.#press(event.target));
    element.addEventListener("copy", (event) => this.#copy(event));
    element.addEventListener("paste", (event) => this.#paste(event));
  }

  #arrive(element) {
    const place = this.table.placeOf(element);
    if (!place) return;
    this.editing = null;
    this.#choose(place, place);
    if (element.tagName === "INPUT") element.select();
  }

  #press(element) {
    if (element === document.activeElement && isField(element)) this.editing = element;
  }

  #key(event) {
    const place = this.table.placeOf(event.target);
    if (!place) return;
    const command = event.ctrlKey || event.metaKey;
    const act = command ? this.#command(event) : this.#plain(event, place);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #plain(event, place) {
    const { key, target, shiftKey } = event;
    const isEditing = this.editing === target;
    const isSideways = key === "ArrowLeft" || key === "ArrowRight";
    if (WAYS[key] && !(isEditing && isSideways)) return () => (shiftKey ? this.#extend(WAYS[key]) : this.#go(place, WAYS[key]));
    if ((key === "Home" || key === "End") && !isEditing) return () => this.table.edgeOfRow(place[0], key === "End")?.focus();
    if (key === "Enter" && target.tagName === "INPUT") return () => this.#go(place, shiftKey ? WAYS.ArrowUp : WAYS.ArrowDown, true);
    if (key === "F2" && shiftKey) return () => this.actions.detail(target);
    if (!isField(target)) return null;
    if (key === "F2") return () => this.#edit(target);
    if (key === "Escape") return () => this.#restore(target);
    if ((key === "Delete" || key === "Backspace") && this.#isRange) return () => this.#empty();
    return null;
  }

  #command(event) {
    const key = event.key.toLowerCase();
    if (key === "home") return () => this.table.edgeOfRow(0, false)?.focus();
    if (key === "end") return () => this.table.edgeOfRow(this.table.rows.length - 1, true)?.focus();
    // While a field is edited, undo is left to the browser.
    if (isField(event.target) && this.actions.isTyping(event.target)) return null;
    if (key === "z" && !event.shiftKey) return () => this.actions.undo();
    if (key === "y" || (key === "z" && event.shiftKey)) return () => this.actions.redo();
    return null;
  }

  // At the edge of the grid the focus stays, and the cell is saved all the same. Enter passes over the months that are not
  // typed: on their link, the next Enter would leave the grid.
  #go(place, [down, right], isOnlyFields = false) {
    const next = this.table.towards(place, down, right, isOnlyFields);
    if (next) next.focus();
    else this.actions.commit(this.table.at(...place));
  }

  #edit(field) {
    this.editing = this.editing === field ? null : field;
    if (this.editing) field.setSelectionRange(field.value.length, field.value.length);
    else field.select();
  }

  #restore(field) {
    this.editing = null;
    this.#choose(this.corner, this.corner);
    this.actions.restore(field);
    field.select();
  }

  get #range() { return this.corner ? this.table.between(this.corner, this.end) : []; }

  get #isRange() { return this.#range.flat().length > 1; }

  #choose(corner, end) {
    for (const marked of this.table.element.querySelectorAll(".choisie")) marked.classList.remove("choisie");
    [this.corner, this.end] = [corner, end];
    if (this.#isRange) for (const element of this.#range.flat()) element.closest("td").classList.add("choisie");
  }

  #extend([down, right]) {
    const next = this.table.towards(this.end, down, right);
    if (!next) return;
    this.#choose(this.corner, this.table.placeOf(next));
    this.actions.say(`${this.#range.length} × ${this.#range[0].length} cellules choisies`);
  }

  #empty() { this.actions.put(this.#range.flat().filter(isField).map((field) => [field, ""])); }

  #copy(event) {
    if (!this.#isRange) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", textOfBlock(this.#range.map((row) => row.map(textOf))));
    this.actions.say(`${this.#range.length} × ${this.#range[0].length} cellules copiées`);
  }

  #paste(event) {
    const place = this.table.placeOf(event.target);
    const rows = blockOf(event.clipboardData.getData("text/plain"));
    if (!place || !isBlock(rows)) return;
    event.preventDefault();
    const from = this.#isRange ? [Math.min(this.corner[0], this.end[0]), Math.min(this.corner[1], this.end[1])] : place;
    this.actions.paste(rows, from);
  }
}
