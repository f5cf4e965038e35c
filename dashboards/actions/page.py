"""The calendar: actions by years, what is late first, then all of it by fiche."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.calendar import ActionStatus
from commitments.ledger.state import State
from commitments.models import Contract
from commitments.selectors import Item, items_of
from cpg.shared import french
from dashboards.actions.forms import FORECASTS, CalendarFilters
from dashboards.actions.late import late_first, passed_first, passed_words
from dashboards.actions.people import PersonItems, by_person
from dashboards.actions.register import RegisterRow, register_rows
from dashboards.actions.rollup import RollRow, roll_rows
from dashboards.shared.choices import Choice, choices_of, fiche_options, people_options

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
class CalendarPage:
    """`items` are all échéances of the contract, `rows` the actions that the filters keep."""

    contract: Contract
    user: User
    items: Sequence[Item]
    filters: CalendarFilters
    rows: tuple[RegisterRow, ...]
    late: Sequence[Item]
    passed: Sequence[Item]

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
    def passed_finding(self) -> str:
        return french.sentence(passed_words(len(self.passed)))

    @property
    def passed_first(self) -> Sequence[Item]:
        return self.passed[:LATE_AT_MOST]

    @property
    def passed_more(self) -> int:
        return max(0, len(self.passed) - LATE_AT_MOST)

    @property
    def people_items(self) -> list[PersonItems]:
        """All échéances by who answers for them."""
        return by_person(self.items)

    @property
    def everybody(self) -> PersonItems:
        return PersonItems(None, self.items)

    @property
    def people_late(self) -> list[PersonItems]:
        return by_person(self.late)

    @property
    def people_passed(self) -> list[PersonItems]:
        return by_person(self.passed)

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
    def status_years(self) -> list[tuple[ActionStatus, list[tuple[int, int]]]]:
        """How many échéances are in each status: by year of the contract, then in all, under the year 0."""
        lines = []
        for status in BY_PROGRESS:
            years = [item.year for item in self.items if item.status is status]
            counts = [(year, years.count(year)) for year in self.contract.years]
            lines.append((status, [*counts, (0, len(years))]))
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
    def forecasts(self) -> list[tuple[str, str]]:
        return FORECASTS

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
    rows = register_rows(contract, items, filters)
    return CalendarPage(contract, user, items, filters, rows, late_first(items), passed_first(items))


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
