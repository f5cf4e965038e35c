"""A sheet of a workbook: a table with its heading, and how wide its columns are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared.periods import Month
from dashboards.exports.columns import FileCell, FileColumn

# In characters: a column is as wide as its longest cell, and a long text runs over several lines.
NARROWEST, WIDEST = 8, 60
# The button of the filter covers the end of a heading.
BUTTON = 3
# A measure has four decimals at most, its targets to date two more.
MOST_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    columns: tuple[FileColumn, ...]
    rows: Sequence[Mapping[str, FileCell]]

    @property
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


def length_of(cell: FileCell) -> int:
    """Of its longest line, as it is shown."""
    match cell:
        case None:
            return 0
        case Month():
            return len("2024-06-01")
        case str():
            return max(map(len, cell.split("\n")))
        case _:
            return len(f"{Decimal(cell):f}")


def decimals_shown(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
