"""What changed between two versions of a closed quarter, read from the very files that were sent; and what a version
sent today would change.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.exports.columns import OUT_OF_REACH, QUARTER_COLUMNS, ColumnKind
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.files import Format
from dashboards.exports.quarter import quarter_rows
from dashboards.models.closing import RULES_EDITION, FrozenExport, QuarterClosing
from dashboards.quarters.causes import DATA, Row, rule_of
from dashboards.shared.marks import mark_of
from indicators.domain.model import Definition, Status
from indicators.models import Indicator

COLUMNS = {column.name: column for column in QUARTER_COLUMNS}
NUMBERS = {ColumnKind.NUMBER, ColumnKind.INTEGER, ColumnKind.PACE}


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the open-data file that differs between two versions, as written there; "" for an empty one. `cause`
    says which rule changed it, or that data did, where the two were made by different editions of the rules.
    """

    indicator: str
    column: str
    before: str
    after: str
    cause: str = ""

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


type Rows = Mapping[str, Row]


def changes_between(previous: QuarterClosing, current: QuarterClosing) -> list[CellChange]:
    """Row by row in the order of the file, column by column. Five queries more where the rules changed in between."""
    before, after = _rows_of(previous), _rows_of(current)
    if previous.edition == current.edition:
        return list(_changes(before, after))
    return _with_causes(previous, before, after)


def changes_since(closing: QuarterClosing) -> list[CellChange]:
    """What a new version of a quarter that was closed by earlier rules would change."""
    if closing.edition == RULES_EDITION:
        return []
    return _with_causes(closing, _rows_of(closing), _computed(closing, None))


def _with_causes(previous: QuarterClosing, before: Rows, after: Rows) -> list[CellChange]:
    """What today's rules make of the facts of the first closing parts the work of rules from that of data."""
    between = _computed(previous, previous.change.sequence)
    definitions = {
        each.code: each.definition
        for each in Indicator.objects.filter(contract=previous.contract).with_definition()
    }
    return [
        CellChange(
            each.indicator,
            each.column,
            each.before,
            each.after,
            _cause(
                each,
                definitions.get(each.indicator),
                before.get(each.indicator, {}),
                between.get(each.indicator, {}),
            ),
        )
        for each in _changes(before, after)
    ]


def _cause(change: CellChange, definition: Definition | None, before: Row, between: Row) -> str:
    computed = between.get(change.column, "")
    causes = []
    if definition is not None and before and between and computed != change.before:
        causes.append(rule_of(definition, change.column, before, between))
    if not causes or computed != change.after:
        causes.append(DATA)
    return f"{french.NARROW}; ".join(causes)


def _computed(closing: QuarterClosing, known_at: int | None) -> Rows:
    """The rows of the quarter by today's rules, as known then; None: now."""
    rows = quarter_rows(closing.contract, Quarter(closing.year, closing.quarter), known_at)
    return _read(csv_bytes(QUARTER_COLUMNS, rows, Profile.OPEN_DATA))


def _rows_of(closing: QuarterClosing) -> Rows:
    """One query: lists of files leave their bytes out."""
    content = FrozenExport.objects.values_list("content", flat=True)
    return _read(bytes(content.get(closing=closing, format=Format.OPEN_DATA)))


def _read(content: bytes) -> Rows:
    return {row["indicateur"]: row for row in csv.DictReader(io.StringIO(content.decode(), newline=""))}


def _changes(before: Rows, after: Rows) -> Iterator[CellChange]:
    for code in dict.fromkeys([*before, *after]):
        was, is_now = before.get(code, {}), after.get(code, {})
        for column in dict.fromkeys([*was, *is_now]):
            old, new = was.get(column, ""), is_now.get(column, "")
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
