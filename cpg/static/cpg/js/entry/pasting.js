// A block from a spreadsheet into the grid. Its row of headings and its column of labels are recognised and left out. What
// may be numerators beside their denominators is asked about: it never goes into the next month by itself.

import { placed } from "./blocks.js";
import { headsOf } from "./heads.js";
import { isField, textOf } from "./table.js";

const SHOWN_AT_MOST = 6;
const NUMBER = /^[\s\d.,+\u2212-]+(%|€|j)?$/;

export const some = (texts) => texts.slice(0, SHOWN_AT_MOST).join(" ; ") + (texts.length > SHOWN_AT_MOST ? " ; …" : "");

export function paste(block, from, { table, telling, put }) {
  const heads = headsOf(block);
  const { rows } = heads;
  const chosen = table.at(...from);
  const fill = (assigned) => {
    put(assigned.taken);
    report(telling, rows, heads, assigned);
  };
  const obstacle = otherPlace(heads, from, table);
  if (obstacle) {
    telling.warn(`Rien n’est collé : ${obstacle}`, "Choisissez la première cellule du bloc, puis collez.", "t-entre", "f-alerte", chosen);
    return;
  }
  if (!mayBePairs(rows, heads, table.groupAt(from[0]))) {
    fill(placed(rows, from, table, isField));
    return;
  }
  const name = chosen.closest("td").dataset.name;
  const choices = rows.length === 1
    ? [[`Numérateur et dénominateur${rows[0].length > 2 ? ", mois par mois" : ""}`, () => fill(asPairs(rows, from, table))]]
    : [["Numérateur et dénominateur, un indicateur par ligne", () => fill(asPairs(rows, from, table))]];
  if (rows.length > 1 && widthOf(rows) === 2) {
    choices.push(["Numérateur et dénominateur, un mois par ligne", () => fill(asPairs([rows.flat()], from, table))]);
  }
  if (!heads.saysPairs) choices.push([`${widthOf(rows)} mois de suite`, () => fill(placed(rows, from, table, isField))]);
  choices.push(["Ne rien coller", () => { telling.say("Rien n’est collé"); chosen.focus(); }]);
  telling.ask(`Bloc de ${rows.length} × ${widthOf(rows)} à partir de ${name} : que sont ses colonnes ?`, "", choices);
}

const widthOf = (rows) => Math.max(...rows.map((row) => row.length));

// Two columns may be a pair; more of them, where each first is on the same side of its second throughout.
function mayBePairs(rows, heads, group) {
  if (!group.isPair || widthOf(rows) % 2 === 1) return false;
  if (heads.saysPairs) return true;
  const differences = rows.flatMap((row) => row.flatMap((text, place) => (place % 2 ? [numberOf(text) - numberOf(row[place - 1])] : [])));
  const known = differences.filter((each) => !Number.isNaN(each));
  if (widthOf(rows) === 2) return known.length > 0;
  return known.length === differences.length && (known.every((each) => each > 0) || known.every((each) => each < 0));
}

// Only to compare two figures of a block: what they are is read by the server.
function numberOf(text) {
  const written = text.trim();
  return NUMBER.test(written) && /\d/.test(written) ? Number(written.replace(/[^\d,.-]/g, "").replace(",", ".")) : NaN;
}

// Each row of the block is an indicator, each two columns a month.
function asPairs(rows, [top, left], table) {
  const assigned = { taken: [], locked: [], outside: [] };
  const groups = table.groupsFrom(top);
  rows.forEach((row, rank) => {
    row.map((text) => text.trim()).forEach((text, place) => {
      if (text === "") return;
      const group = groups[rank];
      const other = row[place % 2 ? place - 1 : place + 1] ?? "";
      const element = group && elementOf(group, place, other, left, table);
      if (!element) assigned.outside.push(text);
      else assigned[isField(element) ? "taken" : "locked"].push([element, text]);
    });
  });
  return assigned;
}

// A sum beside the pairs takes the one figure that it has; a numerator that is alone leaves its denominator.
function elementOf(group, place, other, left, table) {
  const month = left + Math.floor(place / 2);
  const seen = (row) => table.seenIn(row, left)[month - left];
  if (group.rows.length === 2) return seen(group.rows[place % 2]);
  if (group.isPair) return place % 2 ? undefined : seen(group.rows[0]);
  return other.trim() === "" ? seen(group.rows[0]) : undefined;
}

// Why the block belongs elsewhere, by its own headings and labels; "" where they agree or say nothing.
function otherPlace({ months, codes }, [top, left], table) {
  const elements = table.seenIn(top, left);
  const wrong = months.findIndex((month, place) => month && elements[place] && month.number !== table.monthOf(elements[place]));
  if (wrong >= 0) return `son en-tête dit « ${months[wrong].text} » là où la grille est en ${table.nameOfMonth(elements[wrong])}.`;
  const groups = table.groupsFrom(top);
  const lines = table.rows.slice(top).map((row) => row[0].closest("tbody").dataset.code);
  const perRow = codes.every((code, rank) => !code || lines[rank] === code);
  const perGroup = codes.every((code, rank) => !code || groups[rank]?.code === code);
  if (perRow || perGroup) return "";
  const first = codes.find((code, rank) => code && lines[rank] !== code && groups[rank]?.code !== code) ?? codes.find(Boolean);
  return `une de ses lignes s’appelle ${first} et tomberait sur une autre.`;
}

function report(telling, rows, { head, labels }, { taken, locked, outside }) {
  const done = `Bloc de ${rows.length} × ${widthOf(rows)} : ${taken.length} ${taken.length < 2 ? "cellule remplie" : "cellules remplies"}`;
  const left = [];
  if (head.length > 0) left.push(`la ligne d’en-tête (${some(head)})`);
  if (labels.length > 0) left.push(`la colonne de libellés (${some(labels)})`);
  if (outside.length > 0) left.push(`${outside.length} hors de la grille (${some(outside)})`);
  if (locked.length > 0) left.push(`${locked.length} sur des mois qui ne se saisissent pas ici (${some(locked.map(([element, text]) => `${element.closest("td").dataset.name}, où il y a « ${textOf(element)} » : ${text}`))})`);
  const about = (locked[0] ?? taken[0])?.[0] ?? null;
  if (left.length > 0) telling.warn(`${done}. Le reste n’est pas collé.`, `${left.join(" ; ")}.`, "t-entre", "f-alerte", about);
  else telling.warn("");
  if (about?.isConnected && !document.activeElement.closest("table.saisie")) about.focus();
  telling.say([done, ...left].join(". "));
}
