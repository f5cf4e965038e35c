"""The two shapes of a table of monthly figures: a row for each month, or a column for each month."""

import re
from collections.abc import Iterator, Mapping, Sequence

from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.dates import month_number, read_month_name
from commitments.ledger.tables.rows import Line, Note, Place, TableRow, row_of
from commitments.ledger.tables.shapes import OneRowEach
from cpg.shared.periods import Month
from indicators.imports import columns
from indicators.parsing import absence_kind

# Which part of a pair a row holds, by the first letters of its word.
PARTS = {"num": columns.NUMERATOR, "den": columns.DENOMINATOR, "val": columns.VALUE}
PART = re.compile(r"(?:num(?:erateur)?|den(?:om|ominateur)?|valeur)\.?")
CODE_AND_PART = re.compile(rf"(?P<code>\S+?)[\s_:(/–-]+(?P<part>{PART.pattern})\)?")
PART_COLUMNS = ("partie", "part", "composante", "element", "grandeur", "nature", "type")


class MonthInColumns:
    """A row for each indicator, or for each part of its ratio; a column for each month.

    The part is a word after the code (`R3 numérateur`), in the label, or in a column of its own.
    """

    words = "un mois par colonne"
    needed: Sequence[str] = (columns.INDICATOR,)
    known: Sequence[str] = (
        columns.BODY,
        columns.INDICATOR,
        columns.LABEL,
        columns.UNIT,
        columns.YEAR,
        *PART_COLUMNS,
    )

    def column_of(self, heading: str) -> str:
        name = plain_name(heading)
        if name in self.known:
            return name
        month = read_month_name(heading)
        if isinstance(month, Month):
            return str(month)
        return name if name.isalpha() and month_number(name) else ""

    def fits(self, headings: Sequence[str]) -> bool:
        """A month without its year is one beside a column of years."""
        names = {self.column_of(each) for each in headings}
        months = names - {*self.known, ""}
        dated = {each for each in months if not each.isalpha()}
        return columns.INDICATOR in names and bool(months if columns.YEAR in names else dated)

    def rows(self, header: Line, lines: Sequence[Line], separator: str) -> Iterator[TableRow]:
        """A row for each month of each indicator that says something: its two parts may be on two lines."""
        names = [self.column_of(each) or plain_name(each) for each in header.cells]
        months = {
            rank: header.cells[rank] for rank, name in enumerate(names) if self._is_month(header.cells[rank])
        }
        gathered: dict[tuple[str, ...], _Gathered] = {}
        for line in lines:
            fixed = row_of(line, names, self.known, separator)
            part, code = _part_of(fixed)
            for rank, heading in months.items():
                text = line.cells[rank] if rank < len(line.cells) else ""
                note = line.notes.get(rank)
                if not text.strip() and note is None and not fixed.faults:
                    continue
                key: tuple[str, ...] = (
                    fixed.text(columns.BODY),
                    code.upper(),
                    fixed.text(columns.YEAR),
                    heading,
                )
                while key in gathered and part in gathered[key].cells:
                    key = (*key, "")  # The same month a second time, which is then refused.
                found = gathered.setdefault(key, _Gathered(fixed, code, heading))
                found.put(part, text, line.number, note)
                if fixed.faults:
                    break  # What is wrong with the row is said once.
        for each in gathered.values():
            yield each.row()

    def _is_month(self, heading: str) -> bool:
        column = self.column_of(heading)
        return bool(column) and column not in self.known


class _Gathered:
    """The parts of one month of one indicator, and where each of them is."""

    def __init__(self, fixed: TableRow, code: str, heading: str) -> None:
        self.fixed, self.code, self.heading = fixed, code, heading
        self.cells: dict[str, str] = {}
        self.places: dict[str, Place] = {}
        self.notes: dict[str, Note] = {}

    def put(self, part: str, text: str, line: int, note: Note | None) -> None:
        column = part
        if part == columns.VALUE and absence_kind(text):
            column = columns.ABSENCE
        self.cells[part] = "" if column != part else text
        self.cells[column] = text
        self.places[column] = self.places[part] = Place(line, self.heading)
        if note:
            self.notes[column] = note

    def row(self) -> TableRow:
        cells: Mapping[str, str] = dict.fromkeys(columns.EVERY, "") | {
            columns.BODY: self.fixed.text(columns.BODY),
            columns.INDICATOR: self.code,
            columns.MONTH: self.heading,
            columns.YEAR: self.fixed.text(columns.YEAR),
            columns.UNIT: self.fixed.text(columns.UNIT),
            columns.LABEL: "" if _part(self.fixed.text(columns.LABEL)) else self.fixed.text(columns.LABEL),
            **self.cells,
        }
        line = self.fixed.line
        places = {columns.MONTH: Place(line, self.heading), **self.places}
        notes = {**self.fixed.notes, **self.notes}
        for part in (columns.NUMERATOR, columns.DENOMINATOR, columns.VALUE):
            places.setdefault(part, Place(line, self.heading))
        return TableRow(line, cells, notes=notes, places=places, astray=self.fixed.astray)


def _part_of(row: TableRow) -> tuple[str, str]:
    """The part that the row holds, and the code of its indicator."""
    text = row.text(columns.INDICATOR)
    if found := CODE_AND_PART.fullmatch(plain_name(text)):
        return _part(found["part"]), text[: len(found["code"])]
    for column in (*PART_COLUMNS, columns.LABEL):
        if part := _part(row.text(column)):
            return part, text
    return columns.VALUE, text


def _part(text: str) -> str:
    """The column of a pair's part that a word names, "" where it names none."""
    name = plain_name(text)
    return PARTS[name[:3]] if PART.fullmatch(name) else ""


A_ROW_EACH = OneRowEach("une ligne par mois", columns.EVERY, (columns.INDICATOR, columns.MONTH))
SHAPES = (A_ROW_EACH, MonthInColumns())
