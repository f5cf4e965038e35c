// Undo and redo of changes in the fields, step by step.

export class Undoing {
  constructor(change) {
    this.change = change;
    this.done = [];
    this.undone = [];
  }

  // A step is a list of [field, text before, text after].
  remember(step) {
    const changed = step.filter(([, before, after]) => before !== after);
    if (changed.length === 0) return;
    this.done.push(changed);
    this.undone = [];
  }

  undo() { return this.#go(this.done, this.undone, 1); }

  redo() { return this.#go(this.undone, this.done, 2); }

  #go(from, to, which) {
    const step = from.pop();
    if (!step) return 0;
    to.push(step);
    this.change(step.map(([field, ...texts]) => [field, texts[which - 1]]));
    step[0][0].focus();
    return step.length;
  }
}
