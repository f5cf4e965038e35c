"""The calendar: actions by years, what is late first said, then all of it by fiche."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.calendar import ActionStatus, together
from commitments.ledger.state import State
from commitments.models import Contract, Interpretation
from commitments.selectors import Item, items_of
from cpg.shared import french
from dashboards.actions.filters import ActionFilters, StateChoice
from dashboards.actions.marks import MARKS, days_said, people_said, percent
from dashboards.actions.rollup import RollRow, roll_rows
from dashboards.addresses import action_url
from dashboards.shared.choices import Choice
from dashboards.shared.marks import Mark

LATE_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class CalendarCell:
    """One year of an action; without a mark nothing is planned. `detail` is how far, or how late."""

    year: int
    mark: Mark | None
    detail: str
    spoken: str
    is_now: bool
    is_looked_for: bool


@dataclass(frozen=True, slots=True)
class ActionRow:
    code: str
    wording: str
    url: str
    cells: tuple[CalendarCell, ...]
    owner: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FicheBlock:
    number: int
    title: str
    rows: tuple[ActionRow, ...]


@dataclass(frozen=True, slots=True)
class LateLine:
    """One échéance that is late: since when, what, whose."""

    days: str
    name: str
    wording: str
    url: str
    owner: str


@dataclass(frozen=True, slots=True)
class StateLine:
    """How many échéances of each year are in one state; `counts` are in the order of the years, then in all."""

    mark: Mark
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ActionsPage:
    finding: str
    late: tuple[LateLine, ...]
    late_more: int
    states: tuple[StateLine, ...]
    years: tuple[int, ...]
    this_year: int
    blocks: tuple[FicheBlock, ...]
    rows: tuple[RollRow, ...]
    filters: ActionFilters
    state_choices: tuple[StateChoice, ...]
    fiches: tuple[Choice, ...]
    people: tuple[Choice, ...]
    year_choices: tuple[Choice, ...]
    shown: int
    count: int
    waiting: int
    may_review: bool
    may_write: bool
    may_validate: bool


def actions_page(contract: Contract, user: User, query: QueryDict) -> ActionsPage:
    """All of the page: four queries for the échéances, one for the register."""
    today = localdate()
    items = items_of(contract, today)
    register = list(Interpretation.objects.filter(contract=contract))
    filters = ActionFilters.of(query, contract)
    late = late_lines(items)
    blocks = _blocks(contract, items, filters, register)
    return ActionsPage(
        finding=finding(items),
        late=late[:LATE_AT_MOST],
        late_more=max(0, len(late) - LATE_AT_MOST),
        states=_states(contract, items),
        years=tuple(contract.years),
        this_year=today.year,
        blocks=blocks,
        rows=roll_rows(contract, items),
        filters=filters,
        state_choices=filters.states(items),
        fiches=filters.fiches(items),
        people=filters.people(items),
        year_choices=filters.years(contract),
        shown=sum(len(block.rows) for block in blocks),
        count=len({item.action.pk for item in items}),
        waiting=sum(item.record is not None and item.record.state is State.SOUMIS for item in items),
        may_review=any(item.is_assigned_to(user) for item in items),
        may_write=may_somewhere(user, Verb.RECORD, contract.body_id),
        may_validate=may(user, Verb.VALIDATE, contract),
    )


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


def late_lines(items: Sequence[Item]) -> tuple[LateLine, ...]:
    """What is late, the longest first."""
    late = [item for item in items if item.status is ActionStatus.EN_RETARD]
    return tuple(
        LateLine(
            days=days_said(item.days_late),
            name=item.name,
            wording=item.planned.deliverable.title if item.planned.deliverable else item.action.wording,
            url=action_url(item.action, item.contract),
            owner=people_said(item),
        )
        for item in sorted(late, key=lambda item: -item.days_late)
    )


def late_url(contract: Contract) -> str:
    address = reverse("actions", args=[contract.body.code, contract.code])
    return f"{address}?etat={ActionStatus.EN_RETARD.value}#calendrier"


def _states(contract: Contract, items: Sequence[Item]) -> tuple[StateLine, ...]:
    order = (
        ActionStatus.REALISE,
        ActionStatus.EN_COURS,
        ActionStatus.EN_RETARD,
        ActionStatus.A_VENIR,
        ActionStatus.ABANDONNE,
    )
    lines = []
    for status in order:
        years = [item.year for item in items if item.status is status]
        lines.append(StateLine(MARKS[status], (*(years.count(year) for year in contract.years), len(years))))
    return tuple(lines)


def _blocks(
    contract: Contract, items: Sequence[Item], filters: ActionFilters, register: Sequence[Interpretation]
) -> tuple[FicheBlock, ...]:
    rows: dict[int, list[ActionRow]] = {}
    titles = {item.fiche: item.action.engagement.fiche.title for item in items}
    for _, group in groupby(items, key=lambda item: item.action.pk):
        of_action = list(group)
        kept = [item for item in of_action if filters.keeps(item)]
        if kept:
            row = _row(contract, of_action, kept if filters.is_active else [], register)
            rows.setdefault(of_action[0].fiche, []).append(row)
    return tuple(FicheBlock(number, titles[number], tuple(found)) for number, found in rows.items())


def _row(
    contract: Contract, items: list[Item], kept: list[Item], register: Sequence[Interpretation]
) -> ActionRow:
    first = items[0]
    looked_for = {item.year for item in kept}
    return ActionRow(
        code=first.action.code,
        wording=first.action.wording,
        url=action_url(first.action, contract),
        cells=tuple(
            cell_of(year, [item for item in items if item.year == year], is_looked_for=year in looked_for)
            for year in contract.years
        ),
        owner=people_said(first),
        notes=tuple(each.retained for each in register if first.code in each.subjects),
    )


def cell_of(year: int, items: Sequence[Item], *, is_looked_for: bool = False) -> CalendarCell:
    """An action in a year, with all its deliverables of that year in one word."""
    status = together(item.status for item in items)
    if status is None:
        return CalendarCell(year, None, "", "non prévu", is_now=False, is_looked_for=False)
    detail = ""
    if status is ActionStatus.EN_COURS:
        detail = percent(round(sum(item.progress for item in items) / len(items)))
    elif status is ActionStatus.EN_RETARD:
        detail = days_said(max(item.days_late for item in items))
    unproved = status is ActionStatus.REALISE and any(item.lacks_proof for item in items)
    parts = f", {len(items)} livrables" if len(items) > 1 else ""
    return CalendarCell(
        year=year,
        mark=MARKS[status],
        detail=detail,
        spoken=f"{MARKS[status].word.lower()}{', sans preuve' if unproved else ''}{parts}",
        is_now=year == items[0].today.year,
        is_looked_for=is_looked_for,
    )
