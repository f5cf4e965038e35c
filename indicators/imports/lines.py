"""Rows of a file, as texts."""

from dataclasses import dataclass

MOST_ROWS = 20_000


class UnreadableFileError(Exception):
    """The file cannot be read as a table; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is what a spreadsheet or an editor shows beside the row."""

    number: int
    cells: tuple[str, ...]
