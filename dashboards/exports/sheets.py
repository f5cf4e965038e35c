"""A sheet of a workbook: a table with its heading, and how wide its columns are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from cpg.shared.periods import Month
from dashboards.exports.columns import FileCell, FileColumn

# In characters: a column is as wide as its longest cell, and a long text runs over several lines.
NARROWEST, WIDEST = 8, 60
LONGEST_CUT = 8
# The button of the filter covers the end of a heading.
BUTTON = 3
# A measure has four decimals at most, its targets to date two more.
MOST_DECIMALS = 6


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[FileColumn, ...]
    rows: Sequence[Mapping[str, FileCell]]

    @cached_property
    def widths(self) -> list[int]:
        """Of each column, in characters."""
        return [
            min(
                WIDEST,
                max(
                    NARROWEST,
                    len(column.name) + BUTTON,
                    *(length_of(row[column.name]) for row in self.rows),
                ),
            )
            for column in self.columns
        ]

    def lines_of(self, row: Mapping[str, FileCell]) -> int:
        """How many lines its longest text runs over. A workbook says so: not every program measures it."""
        widths = zip(self.columns, self.widths, strict=True)
        return max((_lines(row[column.name], width) for column, width in widths), default=1)


def _lines(cell: FileCell, width: int) -> int:
    """Words are not cut: each line of a long text is a little shorter than its column."""
    if not isinstance(cell, str):
        return 1
    room = max(1, width - LONGEST_CUT) if len(cell) > width else width
    return sum(max(1, -(-len(line) // room)) for line in cell.split("\n"))


def length_of(cell: FileCell) -> int:
    """Of its longest line, as it is shown."""
    match cell:
        case None:
            return 0
        case Month() | date():
            return len("2024-06-01")
        case str():
            return max(map(len, cell.split("\n")))
        case _:
            return len(f"{Decimal(cell):f}")


def decimals_shown(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
