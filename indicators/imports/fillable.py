"""A file that is ready to be filled in: a row for each month that is due, with what is recorded. Sent back as
it is, it changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commitments.ledger.tables.limits import LONGEST_CELL
from commitments.models import Contract
from cpg.shared.figures import plain
from cpg.shared.periods import Month, months_between, months_of_year
from cpg.shared.spreadsheet import UNWRITABLE, csv_text
from indicators.domain import is_due_by_calendar
from indicators.domain.model import Absence, Amount, Fact, Pair
from indicators.imports import columns
from indicators.models import Indicator
from indicators.selectors import MonthRecord, closed_months, known


@dataclass(frozen=True, slots=True)
class FillableRow:
    """A month to fill in, and what is recorded: `text` is the comment, or the reason of an absence."""

    indicator: Indicator
    month: Month
    fact: Fact | None
    text: str


def open_months(contract: Contract, today: date) -> tuple[Month, ...]:
    """Those that may be entered today."""
    last = min(Month.of(today), Month(contract.last_year, 12))
    return _not_closed(contract, months_between(Month(contract.first_year, 1), last), today)


def months_to_fill(contract: Contract, year: int, today: date) -> tuple[Month, ...]:
    """Those of a year that are not closed, months to come included: a file serves the whole year."""
    return _not_closed(contract, months_of_year(year), today)


def fillable_rows(indicators: Sequence[Indicator], months: Sequence[Month]) -> list[FillableRow]:
    """Of each indicator, the months that are due among these. A constant number of queries."""
    found = known(indicators)
    return [
        _row(indicator, month, found[indicator.pk].records.get(month))
        for indicator in indicators
        for month in months
        if is_due_by_calendar(indicator.definition, indicator.first_year, month)
    ]


def fillable_csv(rows: Iterable[FillableRow], body: str = "") -> bytes:
    """For a French spreadsheet. `body` is named on each row where the person has several."""
    listed = (_cells(row) for row in rows)
    named = ([body, *cells] if body else cells for cells in listed)
    return csv_text([headings(body), *named], ";", "\r\n").encode("utf-8-sig")


def _cells(row: FillableRow) -> list[str]:
    return [
        row.indicator.code,
        row.indicator.label,
        row.indicator.defined.unit,
        str(row.month),
        *_figures(row.fact),
        _absence(row.fact),
        row.text,
    ]


def headings(body: str) -> tuple[str, ...]:
    return columns.FILLABLE if body else columns.FILLABLE[1:]


def _not_closed(contract: Contract, months: Iterable[Month], today: date) -> tuple[Month, ...]:
    closed = closed_months(contract, today)
    return tuple(month for month in months if month not in closed)


def _row(indicator: Indicator, month: Month, record: MonthRecord | None) -> FillableRow:
    if record is None or record.fact is None:
        return FillableRow(indicator, month, None, "")
    text = record.fact.reason if isinstance(record.fact, Absence) else record.comment
    # What a cell cannot hold is left out: without a text, the recorded one is kept.
    fits = len(text) < LONGEST_CELL and not UNWRITABLE.search(text)
    return FillableRow(indicator, month, record.fact, text if fits else "")


def _figures(fact: Fact | None) -> tuple[str, str, str]:
    match fact:
        case Pair(numerator, denominator):
            return plain(numerator), plain(denominator), ""
        case Amount(value):
            return "", "", plain(value)
        case _:
            return "", "", ""


def _absence(fact: Fact | None) -> str:
    return fact.kind.value if isinstance(fact, Absence) else ""
