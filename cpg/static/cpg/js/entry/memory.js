// What is typed and not saved yet, kept in the browser: a closed tab or a machine that stops loses none of it.

export class Memory {
  constructor(name) { this.name = name; }

  keep(cell) { this.#change((all) => { all[cell.key] = { texts: cell.texts, version: cell.version, at: Date.now() }; }); }

  forget(cell) { this.#change((all) => { delete all[cell.key]; }); }

  all() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? {};
    } catch {
      return {};
    }
  }

  // Puts back what was kept, from the version that it was typed on; says which cells it found.
  restore(cells) {
    const found = [];
    for (const [key, { texts, version }] of Object.entries(this.all())) {
      const cell = cells.get(key);
      if (!cell || cell.holds(texts)) {
        if (cell) this.forget(cell);
        continue;
      }
      for (const input of cell.inputs) input.value = texts[input.dataset.part] ?? input.value;
      cell.version = version;
      cell.show("unsaved");
      found.push(cell);
    }
    return found;
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
