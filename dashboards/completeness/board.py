"""Where each month of a year stands, indicator by indicator, and what is doubtful or unexplained about it; read in a
constant number of queries.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.timezone import localdate

from accounts.models import User
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month, months_of_year
from dashboards.reminders.figures import Missing, Office, missing_by_person, office_of
from indicators.domain.model import Absence, Series
from indicators.domain.windows import Calendar, calendar_of
from indicators.dues import deadline
from indicators.models import Evidence, Indicator
from indicators.plausibility import Doubt, doubts
from indicators.selectors import MonthRecord

# What may still be explained before somebody accepts it.
BEFORE_VALIDATION = frozenset({State.SAISI, State.SOUMIS})


class CellState(StrEnum):
    """What is said of a month of an indicator, one thing only; the first that holds, in this order."""

    NEUTRALISED = "neutralised"
    CLOSED = "closed"
    RETURNED = "returned"
    ABSENT = "absent"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    VALIDATED = "validated"
    LATE = "late"
    MISSING = "missing"
    NOT_DUE = "not_due"


OF_STATE = {
    State.SAISI: CellState.DRAFT,
    State.SOUMIS: CellState.SUBMITTED,
    State.VALIDE: CellState.VALIDATED,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of an indicator. `until` is the last day to enter it in time; `record` what stands in it."""

    indicator: Indicator
    month: Month
    state: CellState
    until: date
    record: MonthRecord | None
    doubts: tuple[Doubt, ...]
    lacks_comment: bool
    lacks_evidence: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator, who fills it in, and the twelve months of the year."""

    indicator: Indicator
    holders: tuple[User, ...]
    deputies: tuple[User, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """`missing` is what each person who can be written to has still to enter in the contract, whatever the year."""

    contract: Contract
    year: int
    today: date
    lines: tuple[Line, ...]
    missing: Mapping[User, tuple[Missing, ...]]

    @property
    def cells(self) -> list[Cell]:
        return [cell for line in self.lines for cell in line.cells]


def board_of(contract: Contract, year: int) -> Board:
    """Nine queries."""
    office = office_of(contract, localdate())
    proved = {
        (key, Month.of(day))
        for key, day in Evidence.objects.filter(
            indicator__contract=contract, month__year=year, withdrawn=None
        ).values_list("indicator_id", "month")
    }
    return Board(
        contract=contract,
        year=year,
        today=office.today,
        lines=tuple(_line(office, indicator, year, proved) for indicator in office.indicators),
        missing=missing_by_person(office),
    )


def _line(office: Office, indicator: Indicator, year: int, proved: Collection[tuple[int, Month]]) -> Line:
    found = office.known[indicator.pk]
    calendar = calendar_of(found.series)
    cells = []
    for month in months_of_year(year):
        record = found.records.get(month)
        if record is not None and record.fact is None:
            record = None
        until = deadline(indicator, month)
        holds_value = record is not None and not isinstance(record.fact, Absence)
        lacks_comment = holds_value and not (record and record.comment.strip())
        cells.append(
            Cell(
                indicator=indicator,
                month=month,
                state=cell_state(
                    calendar, month, record, until=until, today=office.today, closed=office.closed
                ),
                until=until,
                record=record,
                doubts=_doubts(found.series, record) if lacks_comment else (),
                lacks_comment=lacks_comment,
                lacks_evidence=holds_value and (indicator.pk, month) not in proved,
            )
        )
    return Line(indicator, office.holders(indicator), office.deputies(indicator), tuple(cells))


def cell_state(
    calendar: Calendar,
    month: Month,
    record: MonthRecord | None,
    *,
    until: date,
    today: date,
    closed: Collection[Month],
) -> CellState:
    """A closed month in which nothing was due and nothing stands is not due, closed or not."""
    if month in calendar.neutralised:
        return CellState.NEUTRALISED
    if record is not None:
        return _state_of(record, is_closed=month in closed)
    if month >= Month.of(today) or not calendar.missing_in([month]):
        return CellState.NOT_DUE
    if month in closed:
        return CellState.CLOSED
    return CellState.LATE if today > until else CellState.MISSING


def _state_of(record: MonthRecord, *, is_closed: bool) -> CellState:
    if is_closed:
        return CellState.CLOSED
    if record.state is State.RETOURNE:
        return CellState.RETURNED
    return CellState.ABSENT if isinstance(record.fact, Absence) else OF_STATE[record.state]


def _doubts(series: Series, record: MonthRecord | None) -> tuple[Doubt, ...]:
    if record is None or record.fact is None or record.state not in BEFORE_VALIDATION:
        return ()
    return doubts(series.definition, series.facts, record.month, record.fact)
