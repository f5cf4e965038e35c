// The grid as rows and columns of focusable elements: fields, and the links of read-only months. Narrow screens hide
// distant months: what is hidden can be neither focused, nor filled, nor emptied.

const isSeen = (element) => element.getClientRects().length > 0;

export class Table {
  constructor(table) {
    this.element = table;
    this.rows = [...table.rows]
      .map((row) => [...row.cells].filter((place) => place.dataset.cell))
      .filter((places) => places.length > 0)
      .map((places) => places.map((place) => place.querySelector("input[data-part], a")));
    this.places = new Map(this.rows.flatMap((row, r) => row.map((element, c) => [element, [r, c]])));
    for (const link of table.querySelectorAll("td[data-cell] > a")) link.tabIndex = -1;
  }

  at(row, column) { return this.rows[row]?.[column]; }

  placeOf(element) { return this.places.get(element); }

  // The nearest visible element in that direction.
  towards([row, column], down, right) {
    let [r, c] = [row + down, column + right];
    while (this.at(r, c) && !isSeen(this.at(r, c))) [r, c] = [r + down, c + right];
    return this.at(r, c);
  }

  seenIn(row, from = 0, to = Infinity) { return (this.rows[row] ?? []).slice(from, to).filter(isSeen); }

  edgeOfRow(row, last) { return this.seenIn(row).at(last ? -1 : 0); }

  // Rows of elements between two corners, in any order.
  between([r1, c1], [r2, c2]) {
    const [top, bottom] = [Math.min(r1, r2), Math.max(r1, r2)];
    const [left, right] = [Math.min(c1, c2), Math.max(c1, c2)];
    return this.rows.slice(top, bottom + 1).map((_, rank) => this.seenIn(top + rank, left, right + 1));
  }
}

export const textOf = (element) => (element.tagName === "INPUT" ? element.value : element.textContent.trim());

export const isField = (element) => element.tagName === "INPUT" && !element.readOnly;
