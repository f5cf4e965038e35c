"""The committee's screens: where the contract stands, then each fiche followed by its indicators, one a screen.

The same screens, one under the other, are what is printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate

from commitments.models import Contract
from dashboards.access import Period
from dashboards.actions.late import late_actions
from dashboards.indicator.sheet import Read, Sheet, sheet_of
from dashboards.overview.groups import FicheGroup
from dashboards.overview.page import Overview, overview_of
from dashboards.shared.reads import IndicatorState, indicator_states, people_of
from dashboards.shared.rows import row_of
from dashboards.shared.sentences import finding
from dashboards.shared.statuses import Mark
from dashboards.shared.totals import Headline, headline
from indicators.domain import attain_all, has_target
from indicators.models import TargetVersion
from indicators.selectors import known
from indicators.slips import slips_of

FIRST = "situation"


@dataclass(frozen=True, slots=True)
class FicheScreen:
    number: int
    title: str
    finding: str
    headline: Headline
    groups: tuple[FicheGroup, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One of three, told by `key` in addresses: the contract's situation, a fiche, or an indicator."""

    key: str
    situation: Overview | None = None
    fiche: FicheScreen | None = None
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """A screen among the others: addresses of the first, the one before, the one after and the last, "" where there
    is none.
    """

    screen: Screen
    number: int
    count: int
    first: str
    before: str
    after: str
    last: str


def committee_page(contract: Contract, period: Period, key: str) -> CommitteePage | None:
    """The screen that the address names; None when there is none."""
    states = indicator_states(contract, period.month, period.compared)
    keys = screen_keys(states)
    if key not in keys:
        return None
    at = keys.index(key)

    def url(rank: int) -> str:
        if not 0 <= rank < len(keys):
            return ""
        return reverse("committee", args=[contract.body.code, contract.code, keys[rank]])

    return CommitteePage(
        screen=_screen(contract, period, states, key),
        number=at + 1,
        count=len(keys),
        first=url(0),
        before=url(at - 1),
        after=url(at + 1),
        last=url(len(keys) - 1),
    )


def all_screens(contract: Contract, period: Period) -> tuple[Screen, ...]:
    """Every screen in order, for paper. A constant number of queries."""
    states = indicator_states(contract, period.month, period.compared)
    sheets = _sheets(contract, period, states)
    return tuple(
        Screen(key, sheet=sheets[key]) if key in sheets else _screen(contract, period, states, key)
        for key in screen_keys(states)
    )


def screen_keys(states: Sequence[IndicatorState]) -> list[str]:
    """Each fiche before its indicators, in the order of the contract."""
    keys = [FIRST]
    for state in states:
        fiche = _fiche_key(state)
        if fiche not in keys:
            keys.append(fiche)
        keys.append(state.indicator.code)
    return keys


def _fiche_key(state: IndicatorState) -> str:
    return f"fiche-{state.indicator.fiche.position}"


def _screen(contract: Contract, period: Period, states: Sequence[IndicatorState], key: str) -> Screen:
    if key == FIRST:
        return Screen(
            key,
            situation=overview_of(states, people_of(contract), late_actions(contract), period, QueryDict()),
        )
    of_fiche = [state for state in states if _fiche_key(state) == key]
    if of_fiche:
        return Screen(key, fiche=_fiche_screen(of_fiche, period))
    wanted = [state for state in states if state.indicator.code == key]
    return Screen(key, sheet=_sheets(contract, period, wanted)[key])


def _fiche_screen(states: Sequence[IndicatorState], period: Period) -> FicheScreen:
    rows = tuple(row_of(state, period.month) for state in states)
    fiche = states[0].indicator.fiche
    marks: list[Mark] = [row.mark for row in rows]
    return FicheScreen(
        number=fiche.position,
        title=fiche.title,
        finding=finding(marks, sum(has_target(state.now) for state in states), period.month),
        headline=headline(states, rows, period),
        groups=(FicheGroup(fiche.position, "", "", rows),),
    )


def _sheets(contract: Contract, period: Period, states: Sequence[IndicatorState]) -> Mapping[str, Sheet]:
    found = known(state.indicator for state in states)
    versions = list(TargetVersion.objects.filter(contract=contract))
    slips = slips_of(list(found), localdate())
    sheets = {}
    for state in states:
        facts = found[state.indicator.pk]
        attainments = {each.month: each for each in attain_all(facts.series)}
        read = Read(state, facts, attainments, versions, slips.get(state.indicator.pk, ()))
        sheets[state.indicator.code] = sheet_of(read, period)
    return sheets
