// Blocks of cells in the clipboard format of spreadsheets: tabs between columns, newlines between rows, and quotes around
// a cell that contains one of these.

export function blockOf(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const endCell = () => { rows.at(-1).push(cell); cell = ""; };
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i];
    if (quoted) {
      if (sign === '"' && text[i + 1] === '"') { cell += '"'; i += 1; }
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") endCell();
    else if (sign === "\n" || (sign === "\r" && text[i + 1] !== "\n")) { endCell(); rows.push([]); }
    else if (sign !== "\r") cell += sign;
  }
  endCell();
  if (rows.at(-1).length === 1 && rows.at(-1)[0] === "" && rows.length > 1) rows.pop();
  return rows;
}

export const isBlock = (rows) => rows.length > 1 || rows[0].length > 1;

export const textOfBlock = (rows) => rows.map((row) => row.map(asCell).join("\t")).join("\r\n");

const asCell = (text) => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

// Assign each text of a block to a cell, from a corner on: `taken` in fields, `locked` on read-only months,
// `outside` the visible grid. An empty cell of the block changes nothing.
export function placed(rows, [top, left], table, isField) {
  const assigned = { taken: [], locked: [], outside: [] };
  rows.forEach((row, r) => {
    const line = table.seenIn(top + r, left);
    row.map((text) => text.trim()).forEach((text, c) => {
      if (text === "") return;
      const element = line[c];
      if (!element) assigned.outside.push(text);
      else assigned[isField(element) ? "taken" : "locked"].push([element, text]);
    });
  });
  return assigned;
}
