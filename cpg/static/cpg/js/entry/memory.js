// Keep unsaved entries in the browser's storage: a closed tab or a crash loses none of them.

export class Memory {
  constructor(name) { this.name = name; }

  keep(cell) { this.#change((all) => { all[cell.key] = { texts: cell.texts, version: cell.version, extra: cell.extra }; }); }

  forget(cell) { this.#change((all) => { delete all[cell.key]; }); }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  // Restore stored entries with the versions they were typed on. `found`: cells that were filled; `lost`: entries for months
  // of this page that can no longer be typed; `elsewhere`: entries for other years.
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
    const all = this.all();
    how(all);
    try {
      if (Object.keys(all).length > 0) localStorage.setItem(this.name, JSON.stringify(all));
      else localStorage.removeItem(this.name);
    } catch {
      // Without storage (private mode, full disk) the entries are still in the page, and leaving it warns.
    }
  }
}
