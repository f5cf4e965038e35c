"""ODT: its one part of content gone through once; paragraphs, headings and rows of tables in their order."""

from collections.abc import Mapping
from xml.parsers import expat

from commitments.ledger.files.archives import TooLargeError, UnsafeArchiveError, open_archive, unpacked
from commitments.ledger.tables.packages import CONTENT, local, reader
from commitments.ledger.tables.rows import UnreadableFileError
from indicators.reading.limits import LARGEST_UNPACKED, MOST_COLUMNS, MOST_ROWS, too_large
from indicators.reading.source import Cell, Line, Place, Row, Source, UnreadableDocumentError

DAMAGED = "Ce document ne peut pas être lu\u00a0: ouvrez-le dans un traitement de texte et enregistrez-le à nouveau."
TEXTS = {"p", "h"}
CELLS = {"table-cell", "covered-table-cell"}
# Text beside the document's own: comments, and what a tracked change took away.
ASIDE = {"annotation", "tracked-changes", "note"}


def read_odt(content: bytes) -> Source:
    try:
        with open_archive(content) as archive:
            part = unpacked(archive, CONTENT, LARGEST_UNPACKED)
        found = _Reader()
        found.read(part)
    except TooLargeError as error:
        raise too_large() from error
    except (UnsafeArchiveError, UnreadableFileError, expat.ExpatError, KeyError, ValueError) as error:
        raise UnreadableDocumentError(DAMAGED) from error
    return Source(tuple(found.blocks), is_wrapped=False)


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Line | Row] = []
        self._text: list[str] | None = None
        self._cell: list[str] | None = None
        self._cells: list[Cell] = []
        self._span = self._repeated = 1
        self._paragraphs = self._tables = self._depth = self._row = self._column = self._aside = (
            self._rows
        ) = 0

    def read(self, part: bytes) -> None:
        parser = reader()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(part, True)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = local(name)
        if name in ASIDE or self._aside:
            self._aside += 1
        elif name in TEXTS:
            self._text = []
        elif name == "s":
            self._characters(" " * min(int(_named(attributes).get("c", "1")), 100))
        elif name in {"line-break", "tab"}:
            self._characters("\n" if name == "line-break" else " ")
        else:
            self._begin(name, _named(attributes))

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._tables, self._row = self._tables + 1, 0
        elif self._depth != 1:
            return
        elif name == "table-row":
            self._row, self._column, self._cells = self._row + 1, 0, []
        elif name in CELLS:
            self._cell = []
            self._span = int(attributes.get("number-columns-spanned", "1"))
            self._repeated = min(int(attributes.get("number-columns-repeated", "1")), MOST_COLUMNS)

    def _characters(self, text: str) -> None:
        if self._text is not None and not self._aside:
            self._text.append(text)

    def _end(self, name: str) -> None:
        name = local(name)
        if self._aside:
            self._aside -= 1
        elif name in TEXTS:
            self._paragraph("".join(self._text or []))
        elif name == "table":
            self._depth -= 1
        elif self._depth == 1 and name in CELLS:
            self._end_cell(is_covered=name == "covered-table-cell")
        elif self._depth == 1 and name == "table-row":
            self._end_row()

    def _paragraph(self, text: str) -> None:
        self._text = None
        if self._cell is not None:
            self._cell.append(text)
        else:
            self._paragraphs += 1
            self.blocks.append(Line(text, Place(paragraph=self._paragraphs)))

    def _end_cell(self, *, is_covered: bool) -> None:
        text = "\n".join(self._cell or [])
        self._cell = None
        for _ in range(self._repeated):
            if self._column < MOST_COLUMNS and not is_covered:
                place = Place(table=self._tables, row=self._row, column=self._column + 1)
                self._cells.append(Cell(text, place, self._column, min(self._span, MOST_COLUMNS)))
            self._column += 1

    def _end_row(self) -> None:
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise too_large()
        self.blocks.append(Row(tuple(self._cells), Place(table=self._tables, row=self._row)))


def _named(attributes: Mapping[str, str]) -> dict[str, str]:
    return {local(name): value for name, value in attributes.items()}
