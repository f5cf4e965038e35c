"""The shapes that a table may have: which headings it knows, and how its lines are rows. Here the plain one, a row for
each thing; an import may know others.
"""

from collections.abc import Iterator, Sequence
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
