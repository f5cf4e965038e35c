"""What changed between two versions of a closed quarter, read from the very files that were sent."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from dashboards.exports.files import Format
from dashboards.models.closing import QuarterClosing


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the open-data file that is not what it was; "" where it was or is empty."""

    indicator: str
    column: str
    before: str
    after: str


def changes_between(previous: QuarterClosing, current: QuarterClosing) -> list[CellChange]:
    """Row by row in the order of the file, column by column."""
    before, after = _rows(previous), _rows(current)
    return [
        change
        for code in dict.fromkeys([*before, *after])
        for change in _changes(code, before.get(code, {}), after.get(code, {}))
    ]


def _rows(closing: QuarterClosing) -> dict[str, dict[str, str]]:
    # From all of them: a page that prefetched the files asks nothing more.
    frozen = next(each for each in closing.exports.all() if each.format == Format.OPEN_DATA)
    text = bytes(frozen.content).decode()
    return {row["indicateur"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def _changes(code: str, before: dict[str, str], after: dict[str, str]) -> Iterator[CellChange]:
    for column in dict.fromkeys([*before, *after]):
        old, new = before.get(column, ""), after.get(column, "")
        if old != new:
            yield CellChange(code, column, old, new)
