"""A look over a sheet before it is read: how large it is, what it hides, and which cells are shown in percent."""

import re
from collections.abc import Mapping, Sequence

from commitments.ledger.tables.limits import LONGEST_TEXT, MOST_COLUMNS, MOST_ELEMENTS, MOST_ROWS
from commitments.ledger.tables.packages import damaged, elements, local, reader, too_large
from commitments.ledger.tables.rows import UnreadableFileError, too_many_columns, too_many_rows

PERCENT_FORMATS = {"9", "10"}
PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# What a number format shows as it stands: quoted text, an escaped sign, a blank or a filling of some width.
LITERAL = re.compile(r'"[^"]*"|[\\_*].')
VALUES = {"v", "is"}


def percent_styles(part: bytes) -> frozenset[str]:
    """The indexes of the cell styles whose number format is a percentage."""
    formats = set(PERCENT_FORMATS)
    found: list[str] = []
    is_of_cells = False
    for name, attributes in elements(part):
        if name == "numFmt" and "%" in LITERAL.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            is_of_cells = name == "cellXfs"
        elif name == "xf" and is_of_cells:
            found.append(attributes.get("numFmtId", ""))
    return frozenset(str(index) for index, number_format in enumerate(found) if number_format in formats)


def lengths_of_strings(part: bytes) -> Sequence[int]:
    """How long each of the texts is that cells share."""
    lengths: list[int] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def text(characters: str) -> None:
        if lengths:
            lengths[-1] += len(characters)

    parser = reader()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.Parse(part, True)
    return lengths


class SheetCheck:
    """Goes once through a sheet; `percents` are then the (row, column) of the cells shown in percent.

    Raises UnreadableFileError for what no table of figures holds, as soon as it is met.
    """

    def __init__(self, percents: frozenset[str], lengths: Sequence[int], *, is_computed: bool) -> None:
        self.percents: set[tuple[int, int]] = set()
        self._styles, self._lengths, self._is_computed = percents, lengths, is_computed
        self._row = self._column = self._elements = self._text = 0
        self._kind, self._formula, self._result = "", False, ""
        self._is_value = False

    def read(self, part: bytes) -> None:
        parser = reader()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(part, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = local(name)
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise too_large()
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif name == "f":
            self._formula = True
        elif name in VALUES:
            self._is_value = True
            self._check_place()

    def _cell(self, attributes: Mapping[str, str]) -> None:
        """A cell or a row that does not name its place follows the last."""
        self._kind, self._formula, self._result = attributes.get("t", ""), False, ""
        place = attributes.get("r")
        if place is None:
            self._column += 1
        elif found := PLACE.fullmatch(place):
            self._column, self._row = _column(found[1]), int(found[2])
        else:
            raise damaged()
        if attributes.get("s") in self._styles:
            self.percents.add((self._row, self._column))

    def _check_place(self) -> None:
        if self._row > MOST_ROWS + 1:
            raise too_many_rows()
        if self._column > MOST_COLUMNS:
            raise too_many_columns(self._row)

    def _characters(self, text: str) -> None:
        if self._is_value:
            self._result += text

    def _end(self, name: str) -> None:
        name = local(name)
        if name in VALUES:
            self._is_value = False
        elif name == "c":
            if self._formula and not self._has_result():
                raise UnreadableFileError(
                    f"La ligne {self._row} a une formule dont le résultat n’est pas enregistré : ouvrez le classeur "
                    "dans votre tableur, enregistrez-le, puis importez-le."
                )
            self._text += self._shown_length()
            if self._text > LONGEST_TEXT:
                raise too_large()

    def _has_result(self) -> bool:
        """An empty text is a result too."""
        return self._is_computed and (self._result != "" or self._kind == "str")

    def _shown_length(self) -> int:
        if self._kind != "s" or not self._result:
            return len(self._result)
        place = int(self._result)
        if not 0 <= place < len(self._lengths):
            raise damaged()
        return self._lengths[place]


def _column(letters: str) -> int:
    """3 for `C`."""
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - ord("A") + 1
    return column
