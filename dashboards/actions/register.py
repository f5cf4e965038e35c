"""The rows of the calendar: an action with a cell for each year of the contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from commitments.calendar import ActionStatus, together
from commitments.models import Action, Contract, Interpretation
from commitments.selectors import Item, Owners
from commitments.wording import longest_lateness
from dashboards.actions.forms import CalendarFilters
from dashboards.actions.people import by_person
from dashboards.actions.wording import MARKS, percent_text
from dashboards.shared.marks import Mark


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One year of an action, with all its deliverables of that year in one word; without a mark nothing is planned.
    `detail` is how far; `forecast` the last promised day of what is not over, `is_passed` whether one of them is over.
    """

    year: int
    mark: Mark | None
    detail: str
    spoken: str
    is_looked_for: bool
    forecast: date | None = None
    is_passed: bool = False


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """An action with a cell for each year of the contract; `notes` are the interpretations about it."""

    action: Action
    owners: Owners
    cells: tuple[CalendarCell, ...]
    notes: tuple[Interpretation, ...]


def register_rows(
    contract: Contract, items: Sequence[Item], filters: CalendarFilters
) -> tuple[RegisterRow, ...]:
    """The actions of which the filters keep something, with all their years; what was looked for is marked."""
    register = list(Interpretation.objects.filter(contract=contract))
    rows = []
    for _, group in groupby(items, key=lambda item: item.action.pk):
        of_action = list(group)
        kept = {item.year for item in of_action if filters.keeps(item)}
        if kept:
            years = kept if filters.is_active else set()
            rows.append(_row(contract, of_action, years, register))
    return _by_person(items, rows) if filters.is_by_person else tuple(rows)


def _by_person(items: Sequence[Item], rows: Sequence[RegisterRow]) -> tuple[RegisterRow, ...]:
    """In the order of the people of the contract, each with their actions in the order of the contract."""
    order = {each.person: rank for rank, each in enumerate(by_person(items))}
    return tuple(sorted(rows, key=lambda row: order[row.owners.answering]))


def _row(
    contract: Contract, items: Sequence[Item], looked_for: set[int], register: Sequence[Interpretation]
) -> RegisterRow:
    first = items[0]
    return RegisterRow(
        action=first.action,
        owners=first.owners,
        cells=tuple(
            cell_of(year, [item for item in items if item.year == year], is_looked_for=year in looked_for)
            for year in contract.years
        ),
        notes=tuple(each for each in register if first.code in each.subjects),
    )


def cell_of(year: int, items: Sequence[Item], *, is_looked_for: bool = False) -> CalendarCell:
    """An action in a year, with all its deliverables of that year in one word."""
    status = together(item.status for item in items)
    if status is None:
        return CalendarCell(year, None, "", "non prévu", is_looked_for=False)
    detail = ""
    if status in {ActionStatus.EN_COURS, ActionStatus.EN_RETARD}:
        detail = percent_text(round(sum(item.progress for item in items) / len(items)))
    late = longest_lateness(items)
    unproved = status is ActionStatus.REALISE and any(item.lacks_proof for item in items)
    parts = f", {len(items)} livrables" if len(items) > 1 else ""
    return CalendarCell(
        year=year,
        mark=MARKS[status],
        detail=detail,
        spoken=f"{MARKS[status].word.lower()}{' ' if late else ''}{late}{', sans preuve' if unproved else ''}{parts}",
        is_looked_for=is_looked_for,
        forecast=max((item.forecast for item in items if item.forecast), default=None),
        is_passed=any(item.is_promise_passed for item in items),
    )
