// What a block of a spreadsheet carries beside its figures: a row of headings, a column of labels.

const NAMES = ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"];
const CODE = /^([A-Za-z]{1,4}[-\s]?\d{1,3})\b/;
const FIGURE = /^[\s\d.,+\u2212-]*\d[\s\d.,+\u2212-]*(%|€|j)?$/;
const LEAST_LETTERS = 3;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

// `janv.`, `Septembre 2025`, `sept-25`, `2025-09` and `09/2025` are months; 0 for anything else.
export function monthOf(text) {
  const digits = /^\d{4}-(\d{2})(?:-\d{2})?$/.exec(text.trim()) ?? /^(?:\d{2}\/)?(\d{1,2})\/\d{4}$/.exec(text.trim());
  if (digits) return Number(digits[1]) <= NAMES.length ? Number(digits[1]) : 0;
  const name = plain(text).replace(/[\s./-]*\d{2}(\d{2})?$/, "").replace(/\.$/, "");
  const found = NAMES.filter((each) => name.length >= LEAST_LETTERS && each.startsWith(name));
  return found.length === 1 ? NAMES.indexOf(found[0]) + 1 : 0;
}

const isFigure = (text) => FIGURE.test(text.trim()) && !monthOf(text);

// A figure that is badly written is none of the words: it is pasted, and refused with its reason.
const isWord = (text) => monthOf(text) > 0 || !/^[\d.,+\u2212-]/.test(text.trim());

const isEmpty = (text) => text.trim() === "";

const isWords = (texts) => texts.some((text) => !isEmpty(text)) && texts.every((text) => isEmpty(text) || isWord(text));

// `rows` are the figures; `head` and `labels` the texts that were left out; `months` those of the head by column, and
// `codes` the indicators of the labels by row; `saysPairs` where the head names numerators or denominators.
export function headsOf(block) {
  let rows = block;
  let head = [];
  if (rows.length > 1 && isWords(rows[0]) && rows[1].some(isFigure)) [head, ...rows] = rows;
  let labels = [];
  if (rows.every((row) => row.length > 1) && isWords(rows.map((row) => row[0])) && rows.some((row) => row.slice(1).some(isFigure))) {
    labels = rows.map((row) => row[0]);
    rows = rows.map((row) => row.slice(1));
    head = head.slice(1);
  }
  return {
    rows,
    head: head.filter((text) => !isEmpty(text)),
    labels: labels.filter((text) => !isEmpty(text)),
    months: head.map((text) => (monthOf(text) ? { number: monthOf(text), text: text.trim() } : null)),
    codes: labels.map((text) => CODE.exec(text.trim())?.[1].replace(/\s/, "").toUpperCase() ?? ""),
    saysPairs: head.some((text) => /^(num|den)/.test(plain(text))),
  };
}
