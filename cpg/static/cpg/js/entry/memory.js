// Keep unsaved entries of the grid in the browser's storage, beside the drafts of forms: a closed tab or a crash loses none.

export class Memory {
  constructor(store, mark) {
    this.store = store;
    this.mark = mark.dataset;
  }

  keep(cell) { this.#change((all) => { all[cell.key] = { texts: cell.texts, version: cell.version, extra: cell.extra }; }); }

  forget(cell) { this.#change((all) => { delete all[cell.key]; }); }

  all() { return this.store.read(this.mark.key)?.cells ?? {}; }

  // Restore stored entries with the versions they were typed on. `found`: cells that were filled; `lost`: entries for months
  // of this page that can no longer be typed; `elsewhere`: entries for other fiches.
  restore(cells, isShown) {
    const outcome = { found: [], lost: [], elsewhere: [] };
    for (const [key, { texts, version, extra = null }] of Object.entries(this.all())) {
      const cell = cells.get(key);
      if (cell && cell.holds(texts) && !extra) this.forget(cell);
      else if (cell) {
        cell.put(texts);
        cell.version = version;
        cell.extra = extra;
        cell.show("unsaved");
        outcome.found.push(cell);
      } else if (isShown(key)) {
        outcome.lost.push([key, Object.values(texts).join(" / ")]);
        this.forget({ key });
      } else outcome.elsewhere.push(key);
    }
    return outcome;
  }

  #change(how) {
    const cells = this.all();
    how(cells);
    const { key, label, page } = this.mark;
    // Those that the browser cannot keep are still in the page, and leaving it warns.
    if (Object.keys(cells).length > 0) this.store.write(key, { label, page, cells });
    else this.store.remove(key);
  }
}
