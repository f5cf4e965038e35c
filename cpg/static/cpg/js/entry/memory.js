// What is typed and not saved yet, kept in the browser: a closed tab or a machine that stops loses none of it.

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

  // Puts back what was kept, from the version that it was typed on. `found` are the cells that it filled; `lost` what was
  // typed for months of this page that are no longer typed here; `elsewhere` what is kept for other years.
  restore(cells, isShown) {
    const told = { found: [], lost: [], elsewhere: [] };
    for (const [key, { texts, version, extra = null }] of Object.entries(this.all())) {
      const cell = cells.get(key);
      if (cell && cell.holds(texts) && !extra) this.forget(cell);
      else if (cell) {
        cell.put(texts);
        cell.version = version;
        cell.extra = extra;
        cell.show("unsaved");
        told.found.push(cell);
      } else if (isShown(key)) {
        told.lost.push([key, Object.values(texts).join(" / ")]);
        this.forget({ key });
      } else told.elsewhere.push(key);
    }
    return told;
  }

  #change(how) {
    const all = this.all();
    how(all);
    try {
      if (Object.keys(all).length > 0) localStorage.setItem(this.name, JSON.stringify(all));
      else localStorage.removeItem(this.name);
    } catch {
      // A browser that keeps nothing for us still has the page: leaving it warns.
    }
  }
}
