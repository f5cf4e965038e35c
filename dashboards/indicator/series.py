"""The chart as a table: every month of the contract, year by year, and its quarters."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month, months_of_year
from dashboards.shared.figures import value_text
from indicators.domain.aggregation import month_value
from indicators.domain.model import Absence, Amount, Attainment, Definition, Fact, Pair, Series
from indicators.selectors import MonthRecord


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month: its own value beside that of the same month last year, and the year at its end. `late` names the linked
    actions that slipped at its start.
    """

    now: Attainment
    own: str
    own_before: str
    change: Decimal | None
    note: str
    late: str


@dataclass(frozen=True, slots=True)
class QuarterFigures:
    """`name` says up to which month, where the quarter is not over at the month shown."""

    name: str
    value: Decimal | None
    before: Decimal | None
    change: Decimal | None


@dataclass(frozen=True, slots=True)
class YearTable:
    year: int
    months: tuple[MonthRow, ...]
    quarters: tuple[QuarterFigures, ...]


def year_tables(
    series: Series,
    records: Mapping[Month, MonthRecord],
    attainments: Mapping[Month, Attainment],
    shown: Month,
    late: Mapping[Month, str],
) -> tuple[YearTable, ...]:
    """From the year shown back to the contract's first; the months after the one shown are left out."""
    definition = series.definition
    return tuple(
        YearTable(
            year=year,
            months=tuple(
                _month_row(series, records, attainments[month], late.get(month, ""))
                for month in months_of_year(year)
                if month <= shown
            ),
            quarters=tuple(_quarter_rows(attainments, year, shown)),
        )
        for year in range(shown.year, definition.contract_first_year - 1, -1)
    )


def _month_row(series: Series, records: Mapping[Month, MonthRecord], now: Attainment, late: str) -> MonthRow:
    definition, month = series.definition, now.month
    fact, before = series.facts.get(month), series.facts.get(month.plus(-12))
    record = records.get(month)
    return MonthRow(
        now=now,
        own=_own(definition, fact),
        own_before=_own(definition, before),
        change=_difference(month_value(definition, fact), month_value(definition, before)),
        note=record.comment if record and record.fact is not None else "",
        late=late,
    )


def _own(definition: Definition, fact: Fact | None) -> str:
    match fact:
        case None:
            return ""
        case Absence(kind):
            return kind.label
        case Amount(value):
            return french.amount(value, definition.unit)
        case Pair():
            return value_text(definition, month_value(definition, fact)) or "aucun cas"


def _difference(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    return None if now is None or before is None else now - before


def _quarter_rows(attainments: Mapping[Month, Attainment], year: int, shown: Month) -> list[QuarterFigures]:
    rows = []
    for quarter in range(1, 5):
        if Month(year, 3 * quarter - 2) > shown:
            break
        end = min(Month(year, 3 * quarter), shown)
        value = attainments[end].quarter_value
        before = attainments.get(end.plus(-12))
        earlier = before.quarter_value if before else None
        partial = "" if end.number % 3 == 0 else f", à fin {french.MONTHS[end.number - 1]}"
        rows.append(
            QuarterFigures(
                name=f"{french.ordinal(quarter)} trimestre{partial}",
                value=value,
                before=earlier,
                change=_difference(value, earlier),
            )
        )
    return rows
