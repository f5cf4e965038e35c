"""What changed between two versions of a closed quarter, read from the very files that were sent."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from dashboards.exports.columns import OUT_OF_REACH, QUARTER_COLUMNS, ColumnKind
from dashboards.exports.files import Format
from dashboards.models.closing import QuarterClosing
from dashboards.shared.marks import mark_of
from indicators.domain.model import Status

COLUMNS = {column.name: column for column in QUARTER_COLUMNS}
NUMBERS = {ColumnKind.NUMBER, ColumnKind.INTEGER, ColumnKind.PACE}


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the open-data file that differs between two versions, as written there; "" for an empty one."""

    indicator: str
    column: str
    before: str
    after: str

    @property
    def title(self) -> str:
        """What the column holds, in words; an older file may have a column that is no longer exported."""
        return COLUMNS[self.column].description if self.column in COLUMNS else self.column

    @property
    def before_text(self) -> str:
        return _cell_text(self.column, self.before)

    @property
    def after_text(self) -> str:
        return _cell_text(self.column, self.after)


def changes_between(previous: QuarterClosing, current: QuarterClosing) -> list[CellChange]:
    """Row by row in the order of the file, column by column."""
    before, after = _rows(previous), _rows(current)
    return [
        change
        for code in dict.fromkeys([*before, *after])
        for change in _changes(code, before.get(code, {}), after.get(code, {}))
    ]


def _rows(closing: QuarterClosing) -> dict[str, dict[str, str]]:
    # `all()` and a choice in Python: where the page has prefetched the files, there is no further query.
    frozen = next(each for each in closing.exports.all() if each.format == Format.OPEN_DATA)
    text = bytes(frozen.content).decode()
    return {row["indicateur"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def _changes(code: str, before: dict[str, str], after: dict[str, str]) -> Iterator[CellChange]:
    for column in dict.fromkeys([*before, *after]):
        old, new = before.get(column, ""), after.get(column, "")
        if old != new:
            yield CellChange(code, column, old, new)


def _cell_text(column: str, text: str) -> str:
    """The file's cell as screens write it: `-5.00` is `−5,00`, `sous_seuil` is `Sous le seuil`."""
    if not text or column not in COLUMNS:
        return text
    if text in set(Status):
        return mark_of(Status(text)).word
    if text == OUT_OF_REACH:
        return "hors d’atteinte"
    return french.number(Decimal(text)) if COLUMNS[column].kind in NUMBERS else text
