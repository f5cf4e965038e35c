// Keep unsaved entries of the grid in the browser's storage, beside the drafts of forms: a closed tab or a crash loses none.

import { same } from "./cells.js";

export class Memory {
  constructor(store, mark) {
    this.store = store;
    this.mark = mark.dataset;
    this.taken = [];
  }

  keep(cell) { this.#change((all) => { all[cell.key] = { texts: cell.texts, version: cell.version, extra: cell.extra, at: Date.now() }; }); }

  forget(cell) { this.#change((all) => { delete all[cell.key]; }); }

  // Those of this page.
  all() { return this.store.read(this.mark.key)?.cells ?? {}; }

  // Take over the entries of earlier pages. Where two tabs typed in one month, the newest; the others are told, by month.
  #takeOver() {
    this.taken = this.store.others(this.mark.key).filter(([, draft]) => draft.cells);
    const all = {};
    const beside = [];
    for (const [key, entry] of this.taken.flatMap(([, { at, cells }]) => withMoments(cells, at)).toSorted(([, one], [, other]) => other.at - one.at)) {
      if (!all[key]) all[key] = entry;
      else if (!same(all[key].texts, entry.texts)) beside.push([key, textOf(entry)]);
    }
    if (this.taken.length > 0) this.#change((own) => Object.assign(own, all));
    return beside;
  }

  // Restore stored entries with the versions they were typed on. `found`: cells that were filled; `lost`: entries for months
  // of this page that can no longer be typed; `elsewhere`: entries for other fiches; `beside`: what else was typed.
  restore(cells, isShown) {
    const outcome = { found: [], lost: [], elsewhere: [], beside: this.#takeOver() };
    for (const [key, entry] of Object.entries(this.all())) {
      const { texts, version, extra = null } = entry;
      const cell = cells.get(key);
      if (cell && cell.holds(texts) && !extra) this.forget(cell);
      else if (cell) {
        cell.put(texts);
        cell.version = version;
        cell.extra = extra;
        cell.show("unsaved");
        outcome.found.push(cell);
      } else if (isShown(key)) {
        outcome.lost.push([key, textOf(entry)]);
        this.forget({ key });
      } else outcome.elsewhere.push(key);
    }
    return outcome;
  }

  #change(how) {
    const cells = { ...this.all() };
    how(cells);
    const { key, label, page } = this.mark;
    const isEmpty = Object.keys(cells).length === 0;
    // Those that the browser cannot keep are still in the page, and leaving it warns.
    const kept = isEmpty ? this.store.remove(key) : this.store.write(key, { label, page, cells });
    Promise.resolve(kept ?? true).then((isKept) => isKept && this.store.forgetTaken(this.taken));
  }
}

const textOf = ({ texts, extra }) => [...Object.values(texts), ...Object.values(extra ?? {})].join(" / ");

const withMoments = (cells, at) => Object.entries(cells).map(([key, entry]) => [key, { at, ...entry }]);
