"""The shapes that a table may have: which headings it knows, and how its lines are rows. Here the plain one, a row for
each thing; an import may know others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from commitments.ledger.tables.columns import plain_name
from commitments.ledger.tables.rows import Line, TableRow, row_of


class Shape(Protocol):
    """`known` are the headings, for a person who is told; of the `needed` ones the first names what a row is about."""

    words: str
    known: Sequence[str]
    needed: Sequence[str]

    def column_of(self, heading: str) -> str:
        """The column that a heading names, "" for none."""

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether these are the headings of such a table."""

    def rows(self, header: Line, lines: Sequence[Line], separator: str) -> Iterator[TableRow]: ...


class OneRowEach:
    """A row for each thing, whose columns come in any order."""

    def __init__(self, words: str, columns: Sequence[str], needed: Sequence[str]) -> None:
        self.words, self.known, self.needed = words, columns, needed

    def column_of(self, heading: str) -> str:
        name = plain_name(heading)
        return name if name in self.known else ""

    def fits(self, headings: Sequence[str]) -> bool:
        return set(self.needed) <= {plain_name(each) for each in headings}

    def rows(self, header: Line, lines: Sequence[Line], separator: str) -> Iterator[TableRow]:
        names = [plain_name(each) for each in header.cells]
        for line in lines:
            yield row_of(line, names, self.known, separator)


class Adapted:
    """Another shape under headings of its own: some mean a column, and some columns are the same text in each row."""

    def __init__(self, shape: Shape, renamed: Mapping[str, str], given: Mapping[str, str]) -> None:
        self.shape, self.renamed, self.given = shape, renamed, given
        self.words, self.known, self.needed = shape.words, shape.known, shape.needed

    def column_of(self, heading: str) -> str:
        return self.shape.column_of(self._meant(heading))

    def fits(self, headings: Sequence[str]) -> bool:
        return self.shape.fits([*map(self._meant, headings), *self.given])

    def rows(self, header: Line, lines: Sequence[Line], separator: str) -> Iterator[TableRow]:
        width = len(header.cells)
        meant = replace(header, cells=(*map(self._meant, header.cells), *self.given))
        return self.shape.rows(meant, [self._with_given(each, width) for each in lines], separator)

    def _with_given(self, line: Line, width: int) -> Line:
        """A row with more cells than headings keeps them: the shape says that they are under none."""
        if len(line.cells) > width and any(each.strip() for each in line.cells[width:]):
            return line
        padded = [*line.cells, *[""] * width][:width]
        return replace(line, cells=(*padded, *self.given.values()))

    def _meant(self, heading: str) -> str:
        return self.renamed.get(plain_name(heading), heading)
