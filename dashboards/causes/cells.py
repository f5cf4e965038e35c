"""Cells of the quarter's file that differ, with why; and the file's cells as screens write them."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from dashboards.causes.acts import Cause
from dashboards.exports.columns import OUT_OF_REACH, QUARTER_COLUMNS, ColumnKind
from dashboards.shared.marks import mark_of
from indicators.domain.model import Status

COLUMNS = {column.name: column for column in QUARTER_COLUMNS}
NUMBERS = {ColumnKind.NUMBER, ColumnKind.INTEGER, ColumnKind.PACE}

type Row = Mapping[str, str]
type Rows = Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the open-data file that differs, as written there; "" for an empty one. `name` is that of the
    indicator, "" for one that is no longer in the contract.
    """

    indicator: str
    column: str
    before: str
    after: str
    name: str = ""
    causes: tuple[Cause, ...] = ()

    @property
    def title(self) -> str:
        """What the column holds, in words; an older file may have a column that is no longer exported."""
        if self.column not in COLUMNS:
            return self.column
        return COLUMNS[self.column].description.removesuffix(f", ou {OUT_OF_REACH}")

    @property
    def before_text(self) -> str:
        return cell_text(self.column, self.before)

    @property
    def after_text(self) -> str:
        return cell_text(self.column, self.after)

    @property
    def cause(self) -> str:
        return f"{french.NARROW}; ".join(each.sentence for each in self.causes)


def read_rows(content: bytes) -> Rows:
    """The rows of an open-data file, by code of indicator."""
    return {row["indicateur"]: row for row in csv.DictReader(io.StringIO(content.decode(), newline=""))}


def differences(before: Rows, after: Rows, left_out: Collection[str] = ()) -> Iterator[CellChange]:
    """Row by row in the order of the file, column by column."""
    for code in dict.fromkeys([*before, *after]):
        was, is_now = before.get(code, {}), after.get(code, {})
        for column in dict.fromkeys([*was, *is_now]):
            old, new = was.get(column, ""), is_now.get(column, "")
            if old != new and column not in left_out:
                yield CellChange(code, column, old, new)


def cell_text(column: str, text: str) -> str:
    """The file's cell as screens write it: `-5.00` is `−5,00`, `sous_seuil` is `Seuil non tenu`."""
    if not text or column not in COLUMNS:
        return text
    if text in set(Status):
        return mark_of(Status(text)).word
    if text == OUT_OF_REACH:
        return "hors d’atteinte"
    return french.number(Decimal(text)) if COLUMNS[column].kind in NUMBERS else text
