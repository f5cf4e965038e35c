"""The calendar: actions by years, what is late first, then all of it by fiche."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.calendar import ActionStatus, together
from commitments.ledger.state import State
from commitments.models import Action, Contract, Interpretation
from commitments.selectors import Item, Owners, items_of
from cpg.shared import french
from dashboards.actions.forms import CalendarFilters
from dashboards.actions.late import late_first
from dashboards.actions.rollup import RollRow, roll_rows
from dashboards.actions.wording import MARKS, days_text, percent_text
from dashboards.shared.choices import Choice, choices_of, fiche_options, people_options
from dashboards.shared.marks import Mark

LATE_AT_MOST = 5
BY_URGENCY = (
    ActionStatus.EN_RETARD,
    ActionStatus.EN_COURS,
    ActionStatus.REALISE,
    ActionStatus.A_VENIR,
    ActionStatus.ABANDONNE,
)
BY_PROGRESS = (
    ActionStatus.REALISE,
    ActionStatus.EN_COURS,
    ActionStatus.EN_RETARD,
    ActionStatus.A_VENIR,
    ActionStatus.ABANDONNE,
)


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One year of an action, with all its deliverables of that year in one word; without a mark nothing is planned.
    `detail` is how far, or how late.
    """

    year: int
    mark: Mark | None
    detail: str
    spoken: str
    is_looked_for: bool


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """An action with a cell for each year of the contract; `notes` are the interpretations about it."""

    action: Action
    owners: Owners
    cells: tuple[CalendarCell, ...]
    notes: tuple[Interpretation, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """`items` are all échéances of the contract, `rows` the actions that the filters keep."""

    contract: Contract
    user: User
    items: Sequence[Item]
    filters: CalendarFilters
    rows: tuple[RegisterRow, ...]
    late: Sequence[Item]

    @property
    def finding(self) -> str:
        return finding(self.items)

    @property
    def late_first(self) -> Sequence[Item]:
        return self.late[:LATE_AT_MOST]

    @property
    def late_more(self) -> int:
        return max(0, len(self.late) - LATE_AT_MOST)

    @property
    def this_year(self) -> int:
        return localdate().year

    @property
    def action_count(self) -> int:
        return len({item.action.pk for item in self.items})

    @property
    def waiting_count(self) -> int:
        return sum(item.record is not None and item.record.state is State.SOUMIS for item in self.items)

    @property
    def status_years(self) -> list[tuple[ActionStatus, list[int]]]:
        """How many échéances are in each status: by year of the contract, then in all."""
        lines = []
        for status in BY_PROGRESS:
            years = [item.year for item in self.items if item.status is status]
            lines.append((status, [*(years.count(year) for year in self.contract.years), len(years)]))
        return lines

    @property
    def status_counts(self) -> list[tuple[ActionStatus, int]]:
        """How many of those that the other filters keep are in each status."""
        kept = [item.status for item in self.items if self.filters.keeps_but_status(item)]
        return [(status, kept.count(status)) for status in BY_URGENCY]

    @property
    def tallies(self) -> tuple[RollRow, ...]:
        return roll_rows(self.contract, self.items)

    @property
    def fiches(self) -> tuple[Choice, ...]:
        options = fiche_options(item.action.engagement.fiche for item in self.items)
        return choices_of(options, str(self.filters.asked["fiche"]))

    @property
    def people(self) -> tuple[Choice, ...]:
        options = people_options([item.owners.people for item in self.items])
        return choices_of(options, self.filters.asked["responsable"])

    @property
    def years(self) -> tuple[Choice, ...]:
        years = ((str(year), str(year)) for year in self.contract.years)
        return choices_of(years, str(self.filters.asked["annee"]))

    @property
    def may_review(self) -> bool:
        return any(item.is_assigned_to(self.user) for item in self.items)

    @property
    def may_write(self) -> bool:
        return may_somewhere(self.user, Verb.RECORD, self.contract.body_id)

    @property
    def may_validate(self) -> bool:
        return may(self.user, Verb.VALIDATE, self.contract)


def calendar_page(contract: Contract, user: User, query: QueryDict) -> CalendarPage:
    """All of the page: four queries for the échéances, one for the register."""
    items = items_of(contract, localdate())
    filters = CalendarFilters(query, contract)
    return CalendarPage(contract, user, items, filters, _rows(contract, items, filters), late_first(items))


def finding(items: Sequence[Item]) -> str:
    """How many actions are late, of those of which something is due."""
    due = {item.action.pk for item in items if item.year <= item.today.year}
    late = {item.action.pk for item in items if item.status is ActionStatus.EN_RETARD}
    if not due:
        return "Aucune action n’est encore due"
    if not late:
        return "Aucune action n’est en retard"
    verb = french.plural(len(late), "action est en retard", "actions sont en retard")
    count = french.sentence(french.count_word(len(late), feminine=True))
    return f"{count} {verb} sur les {len(due)} qui ont commencé"


def _rows(contract: Contract, items: Sequence[Item], filters: CalendarFilters) -> tuple[RegisterRow, ...]:
    """The actions of which the filters keep something, with all their years; what was looked for is marked."""
    register = list(Interpretation.objects.filter(contract=contract))
    rows = []
    for _, group in groupby(items, key=lambda item: item.action.pk):
        of_action = list(group)
        kept = {item.year for item in of_action if filters.keeps(item)}
        if kept:
            years = kept if filters.is_active else set()
            rows.append(_row(contract, of_action, years, register))
    return tuple(rows)


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
    if status is ActionStatus.EN_COURS:
        detail = percent_text(round(sum(item.progress for item in items) / len(items)))
    elif status is ActionStatus.EN_RETARD:
        detail = days_text(max(item.days_late for item in items))
    unproved = status is ActionStatus.REALISE and any(item.lacks_proof for item in items)
    parts = f", {len(items)} livrables" if len(items) > 1 else ""
    return CalendarCell(
        year=year,
        mark=MARKS[status],
        detail=detail,
        spoken=f"{MARKS[status].word.lower()}{', sans preuve' if unproved else ''}{parts}",
        is_looked_for=is_looked_for,
    )
