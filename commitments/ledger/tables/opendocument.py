"""ODS: its one part of cells gone through once. A cell counts as it is displayed, a text or a date as its value.

The displayed text of a number is written by the rules of the writer's country; its digits say how many decimals, and
which multiple, of the value are shown, whatever these rules are.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from commitments.ledger.tables.formats import FIFTEEN, Shown, beside, plain_text
from commitments.ledger.tables.limits import LAST_ROW, MOST_COLUMNS, MOST_ELEMENTS
from commitments.ledger.tables.packages import local, reader, too_large
from commitments.ledger.tables.rows import Note, NoteKind, too_many_rows
from commitments.ledger.tables.sheets import TRUTHS, Cells

CELLS = {"table-cell", "covered-table-cell"}
NUMBERS = {"float", "percentage", "currency"}
HIDDEN_ROWS = {"filter", "collapse"}
MOST_DECIMALS = 15
PERCENT, BY_THOUSANDS = 2, (0, -3, -6)
# Text that is said about a cell, or drawn over the sheet, and not shown in it.
ASIDE = {"annotation", "shapes", "frame"}


class OpenDocumentReader:
    """`sheets` are the visible sheets by name, `hidden` the names of the others."""

    def __init__(self) -> None:
        self.sheets: dict[str, Cells] = {}
        self.hidden: list[str] = []
        self._hiding: set[str] = set()
        self._style = ""
        self._cells: Cells | None = None
        self._elements = self._row = self._column = self._rows = self._aside = 0
        self._attributes: Mapping[str, str] = {}
        self._paragraphs: list[str] = []
        self._is_text = False

    def read(self, part: bytes) -> None:
        parser = reader()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(part, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = local(name)
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise too_large()
        if name in ASIDE:
            self._aside += 1
        elif self._aside:
            return
        elif name in CELLS:
            self._attributes, self._paragraphs = _named(attributes), []
        elif name == "p":
            self._paragraphs.append("")
            self._is_text = True
        elif name == "s" and self._is_text:
            self._characters(" " * min(int(_named(attributes).get("c", "1")), 100))
        else:
            self._begin(name, _named(attributes))

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "style":
            self._style = attributes.get("name", "")
        elif name == "table-properties" and attributes.get("display") == "false":
            self._hiding.add(self._style)
        elif name == "table":
            self._begin_table(attributes)
        elif name == "table-row":
            self._begin_row(attributes)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row += self._rows
        self._rows, self._column = int(attributes.get("number-rows-repeated", "1")), 1
        if self._cells is not None and attributes.get("visibility") in HIDDEN_ROWS:
            last = min(self._row + self._rows - 1, LAST_ROW)
            self._cells.hidden |= set(range(self._row, last + 1))

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        name = attributes.get("name", "")
        self._row, self._rows, self._cells = 1, 0, None
        if attributes.get("style-name", "") in self._hiding:
            self.hidden.append(name)
        else:
            self._cells = self.sheets[name] = Cells()

    def _characters(self, text: str) -> None:
        if self._is_text and not self._aside:
            self._paragraphs[-1] += text

    def _end(self, name: str) -> None:
        name = local(name)
        if name in ASIDE:
            self._aside -= 1
        elif self._aside:
            return
        elif name == "p":
            self._is_text = False
        elif name in CELLS:
            self._take()
        elif name == "table":
            self._cells = None

    def _take(self) -> None:
        repeated = int(self._attributes.get("number-columns-repeated", "1"))
        shown, note = self._shown()
        if self._cells is not None and (shown.strip() or note):
            for row, column in self._places(repeated):
                self._cells.put(row, column, shown)
                if note:
                    self._cells.note(row, column, note)
        self._merge()
        self._column += repeated

    def _places(self, repeated: int) -> Iterator[tuple[int, int]]:
        """A cell that says something may be repeated, within the limits of a sheet."""
        if self._row + self._rows - 1 > LAST_ROW:
            raise too_many_rows()
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, min(self._column + repeated, MOST_COLUMNS + 2)):
                self._elements += 1
                if self._elements > MOST_ELEMENTS:
                    raise too_large()
                yield row, column

    def _merge(self) -> None:
        rows = int(self._attributes.get("number-rows-spanned", "1"))
        columns = int(self._attributes.get("number-columns-spanned", "1"))
        if self._cells is not None and (rows > 1 or columns > 1):
            area = (self._row, self._column, self._row + rows - 1, self._column + columns - 1)
            self._cells.merged.append(area)

    def _shown(self) -> tuple[str, Note | None]:
        """What the cell counts as, and what is to be known of it."""
        kind = self._attributes.get("value-type", "")
        text = "\n".join(self._paragraphs)
        formula = self._attributes.get("formula")
        if formula is not None and not kind:
            return "", Note(NoteKind.NO_RESULT, formula.removeprefix("of:"))
        if kind in NUMBERS:
            shown = number_shown(self._attributes.get("value", ""), text, is_percent=kind == "percentage")
            return shown.text, Note(NoteKind.DIGITS, shown.content) if shown.content else None
        if kind == "date":
            return self._attributes.get("date-value", "").partition("T")[0], None
        if kind == "boolean":
            return TRUTHS["1" if self._attributes.get("boolean-value") == "true" else "0"], None
        return text or self._attributes.get("string-value", ""), None


def number_shown(value: str, displayed: str, *, is_percent: bool) -> Shown:
    """What is read of a value that is displayed so. Raises ValueError for what is no number."""
    try:
        number = FIFTEEN.create_decimal(value)
    except InvalidOperation as error:
        raise ValueError(value) from error
    if not number.is_finite():
        raise ValueError(value)
    unit = _unit_of(displayed)
    digits = _digits(displayed)
    for power in (PERCENT,) if is_percent else BY_THOUSANDS:
        scaled = number.scaleb(power)
        for decimals in range(MOST_DECIMALS + 1):
            rounded = _rounded(scaled, decimals)
            if _digits(f"{rounded:f}") == digits:
                content = "" if rounded == scaled else beside(plain_text(scaled), unit)
                return Shown(beside(plain_text(rounded), unit), content)
    return Shown(plain_text(number))


def _rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdecimal()).lstrip("0") or "0"


def _unit_of(displayed: str) -> str:
    """What is written beside the digits, on either side, signs and separators apart."""
    around = re.sub(r"[0-9][0-9\s.,'’\u00a0\u202f\u2009]*", " ", displayed)
    return re.sub(r"[\s\u00a0+\-\u2212]", "", around)


def _named(attributes: Mapping[str, str]) -> Mapping[str, str]:
    return {local(name): value for name, value in attributes.items()}
