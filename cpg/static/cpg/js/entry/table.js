// The grid as rows and columns of what can take the focus: fields, and the links of months that are only read.

export class Table {
  constructor(table) {
    this.element = table;
    this.rows = [...table.querySelectorAll("tr:has(> td[data-cell])")].map((row) =>
      [...row.querySelectorAll(":scope > td[data-cell]")].map((place) => place.querySelector("input[data-part], a")),
    );
    this.places = new Map(this.rows.flatMap((row, r) => row.map((element, c) => [element, [r, c]])));
    for (const link of table.querySelectorAll("td[data-cell] > a")) link.tabIndex = -1;
  }

  at(row, column) { return this.rows[row]?.[column]; }

  placeOf(element) { return this.places.get(element); }

  // The nearest one that way that is shown: narrow screens hide the months that are far.
  towards([row, column], down, right) {
    let [r, c] = [row + down, column + right];
    while (this.at(r, c) && !this.at(r, c).checkVisibility()) [r, c] = [r + down, c + right];
    return this.at(r, c);
  }

  edgeOfRow(row, last) {
    const shown = this.rows[row].filter((element) => element.checkVisibility());
    return shown.at(last ? -1 : 0);
  }

  // Rows of elements between two corners, whichever comes first.
  between([r1, c1], [r2, c2]) {
    const [top, bottom] = [Math.min(r1, r2), Math.max(r1, r2)];
    const [left, right] = [Math.min(c1, c2), Math.max(c1, c2)];
    return this.rows.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
  }
}

export const textOf = (element) => (element.tagName === "INPUT" ? element.value : element.textContent.trim());

export const isField = (element) => element.tagName === "INPUT" && !element.readOnly;
