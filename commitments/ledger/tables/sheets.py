"""The sheets of an XLSX, gone through once: how large they are, what their cells show, what they hide."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from commitments.ledger.tables.formats import NumberFormat
from commitments.ledger.tables.limits import LAST_ROW, LONGEST_TEXT, MOST_COLUMNS, MOST_ELEMENTS
from commitments.ledger.tables.packages import TRUE, damaged, elements, local, reader, too_large
from commitments.ledger.tables.rows import Line, Note, NoteKind, too_many_columns, too_many_rows

PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
AREA = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([1-9][0-9]{0,6})")
VALUES, TEXTS = {"v", "t"}, {"is", "v"}
# How a text of a workbook writes a character that XML cannot hold.
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
TRUTHS = {"1": "VRAI", "0": "FAUX"}


@dataclass(slots=True)
class Cells:
    """The cells of a sheet that show something, its hidden rows and its merged areas; how much text they show."""

    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    notes: dict[int, dict[int, Note]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    length: int = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Raises UnreadableFileError for what no table of figures holds, as soon as it is met."""
        if not text.strip():
            return
        if row > LAST_ROW:
            raise too_many_rows()
        if column > MOST_COLUMNS:
            raise too_many_columns(row)
        self.length += len(text)
        if self.length > LONGEST_TEXT:
            raise too_large()
        self.cells.setdefault(row, {})[column] = text

    def note(self, row: int, column: int, note: Note) -> None:
        if row <= LAST_ROW and column <= MOST_COLUMNS:
            self.notes.setdefault(row, {})[column] = note

    def lines(self) -> tuple[Line, ...]:
        self._cover()
        return tuple(self._lines())

    def _cover(self) -> None:
        """Note the cells of merged areas, their first apart, in rows that say something."""
        rows = sorted(self.cells)
        covered = 0
        for top, left, bottom, right in self.merged:
            area = f"{letters(left)}{top}:{letters(right)}{bottom}"
            for row in rows[bisect_left(rows, top) : bisect_right(rows, bottom)]:
                last = min(right, MOST_COLUMNS)
                covered += last - left + 1
                if covered > MOST_ELEMENTS:
                    raise too_large()
                for column in range(left + (row == top), last + 1):
                    self.note(row, column, Note(NoteKind.COVERED, area))

    def _lines(self) -> Iterator[Line]:
        for row in sorted({*self.cells, *self.notes}):
            texts, notes = self.cells.get(row, {}), self.notes.get(row, {})
            width = max((*texts, *notes))
            cells = tuple(texts.get(column, "") for column in range(1, width + 1))
            ranked = {column - 1: note for column, note in notes.items()}
            yield Line(row, cells, ranked, row in self.hidden)


def formats_of(part: bytes, *, is_1904: bool) -> Sequence[NumberFormat]:
    """The number format of each style of cells."""
    codes: dict[str, str] = {}
    found: list[str] = []
    is_of_cells = False
    for name, attributes in elements(part):
        if name == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            is_of_cells = name == "cellXfs"
        elif name == "xf" and is_of_cells:
            found.append(attributes.get("numFmtId", ""))
    return [NumberFormat.numbered(each, codes, is_1904=is_1904) for each in found]


def shared_strings(part: bytes) -> Sequence[str]:
    """The texts that cells share, without the readings of Asian texts."""
    texts: list[list[str]] = []
    is_text = is_phonetic = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal is_text, is_phonetic
        name = local(name)
        if name == "si":
            texts.append([])
        is_phonetic = is_phonetic or name == "rPh"
        is_text = name == "t" and not is_phonetic

    def end(name: str) -> None:
        nonlocal is_text, is_phonetic
        is_text = False
        is_phonetic = is_phonetic and local(name) != "rPh"

    def characters(text: str) -> None:
        if is_text and texts:
            texts[-1].append(text)

    parser = reader()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.Parse(part, True)
    return [_unescaped("".join(each)) for each in texts]


class SheetReader:
    """Reads the sheets of one workbook, whose elements are counted together."""

    def __init__(self, formats: Sequence[NumberFormat], strings: Sequence[str], *, is_computed: bool) -> None:
        self._formats, self._strings, self._is_computed = formats, strings, is_computed
        self._elements = 0

    def read(self, part: bytes) -> Cells:
        self._found = Cells()
        self._row = self._column = 0
        self._kind, self._style, self._formula, self._result = "", "", None, ""
        self._is_value = self._is_formula = False
        parser = reader()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(part, True)
        return self._found

    _formula: str | None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = local(name)
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise too_large()
        if name == "c":
            self._cell(attributes)
        elif name in VALUES:
            self._is_value = True
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            if attributes.get("hidden") in TRUE:
                self._found.hidden.add(self._row)
        elif name == "f":
            self._formula, self._is_formula = "", True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _merge(self, area: str) -> None:
        if found := AREA.fullmatch(area):
            self._found.merged.append(
                (int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3]))
            )

    def _cell(self, attributes: Mapping[str, str]) -> None:
        """A cell or a row that does not name its place follows the last."""
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula, self._result = None, ""
        place = attributes.get("r")
        if place is None:
            self._column += 1
        elif found := PLACE.fullmatch(place):
            self._column, self._row = column_number(found[1]), int(found[2])
        else:
            raise damaged()

    def _characters(self, text: str) -> None:
        if self._is_value:
            self._result += text
        elif self._is_formula and self._formula is not None:
            self._formula += text

    def _end(self, name: str) -> None:
        name = local(name)
        if name in VALUES:
            self._is_value = False
        elif name == "f":
            self._is_formula = False
        elif name == "c":
            self._take()

    def _take(self) -> None:
        if self._formula is not None and not self._has_result():
            note = Note(NoteKind.NO_RESULT, f"={self._formula}")
            self._found.note(self._row, self._column, note)
            return
        if self._result:
            self._found.put(self._row, self._column, self._text())

    def _has_result(self) -> bool:
        """An empty text is a result too."""
        return self._is_computed and (self._result != "" or self._kind == "str")

    def _text(self) -> str:
        match self._kind:
            case "s":
                place = int(self._result)
                if not 0 <= place < len(self._strings):
                    raise damaged()
                return self._strings[place]
            case "b":
                return TRUTHS.get(self._result.strip(), self._result)
            case "n":
                return self._number()
            case _:
                return _unescaped(self._result)

    def _number(self) -> str:
        style = int(self._style or 0)
        number_format = self._formats[style] if style < len(self._formats) else NumberFormat("")
        shown = number_format.shown(self._result)
        if shown.content:
            self._found.note(self._row, self._column, Note(NoteKind.DIGITS, shown.content))
        return shown.text


def column_number(name: str) -> int:
    """3 for `C`."""
    column = 0
    for letter in name:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column


def letters(column: int) -> str:
    """`C` for 3."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
