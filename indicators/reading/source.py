"""What a reader gives of a document, whatever its kind: lines, and rows of tables, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SPACES = re.compile(r"\s+")


class UnreadableDocumentError(Exception):
    """The document cannot be read: the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text comes from. `box` is left, top, right, bottom in points from the top left of the page."""

    page: int = 0
    box: tuple[int, int, int, int] | None = None
    line: int = 0
    paragraph: int = 0
    table: int = 0
    row: int = 0
    column: int = 0

    def __str__(self) -> str:
        named = (
            ("page", self.page),
            ("ligne", self.line),
            ("paragraphe", self.paragraph),
            ("tableau", self.table),
            ("rangée", self.row),
            ("colonne", self.column),
        )
        return ", ".join(f"{name}\u00a0{number}" for name, number in named if number)


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Cell:
    """`column` counts from 0; a merged cell covers `span` columns."""

    text: str
    place: Place
    column: int
    span: int = 1

    @property
    def columns(self) -> range:
        return range(self.column, self.column + self.span)


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    place: Place

    @property
    def filled(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.text.strip()]


@dataclass(frozen=True, slots=True)
class Source:
    """`is_wrapped`: a line is a line of the page, and a sentence goes on over several; otherwise it is a paragraph."""

    blocks: tuple[Line | Row, ...]
    is_wrapped: bool

    @property
    def rows(self) -> Iterator[Row]:
        return (block for block in self.blocks if isinstance(block, Row))

    @property
    def lines(self) -> list[Line]:
        return [block for block in self.blocks if isinstance(block, Line)]


def spaced(text: str) -> str:
    """On one line, a space between words; what was cut at its hyphen or its slash is joined again."""
    joined = SPACES.sub(" ", re.sub(r"(?<=\w)/\n(?=\w)", "/", text.replace("\u00ad", ""))).strip()
    return re.sub(r"(?<=[^\W\d_])([-\u2011]) (?=[^\W\d_])", r"\1", joined)
