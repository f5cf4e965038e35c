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

  // The rows of the indicators from that row's on, as {code, rows, isPair}. A pair may show its numerator alone.
  groupsFrom(row) {
    const groups = new Map();
    this.rows.forEach((elements, rank) => {
      const body = elements[0].closest("tbody");
      if (!groups.has(body)) groups.set(body, { code: body.dataset.code, rows: [], isPair: false });
      const group = groups.get(body);
      group.rows.push(rank);
      group.isPair = group.rows.length > 1 || body.querySelector('[data-part="numerator"]') !== null;
    });
    return [...groups.values()].filter((group) => group.rows.at(-1) >= row);
  }

  groupAt(row) { return this.groupsFrom(row)[0]; }

  monthOf(element) { return Number(element.closest("td").dataset.cell.slice(-2)); }

  nameOfMonth(element) { return element.closest("td").dataset.name.split(", ").at(-1); }

  placeOf(element) { return this.places.get(element); }

  // The nearest visible element in that direction; only fields, if asked for.
  towards([row, column], down, right, isOnlyFields = false) {
    let [r, c] = [row + down, column + right];
    const isPassed = (element) => !isSeen(element) || (isOnlyFields && element.tagName !== "INPUT");
    while (this.at(r, c) && isPassed(this.at(r, c))) [r, c] = [r + down, c + right];
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

// The text that is seen: what only screen readers say is no figure.
export function textOf(element) {
  if (element.tagName === "INPUT") return element.value;
  const copy = element.cloneNode(true);
  for (const unseen of copy.querySelectorAll(".vh")) unseen.remove();
  const text = copy.textContent.trim();
  return text === "·" ? "" : text;
}

export const isField = (element) => element.tagName === "INPUT" && !element.readOnly;
