"""The committee's screens: where the contract is, then each fiche followed by its indicators, one a screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from commitments.models import Contract, Fiche
from dashboards.fiche.page import FicheFigures, fiche_figures
from dashboards.indicator.sheet import Sheet, SheetData, sheet_of
from dashboards.overview.page import Situation, situation
from dashboards.shared.period import Period
from dashboards.shared.reads import IndicatorState, indicator_states
from indicators.domain import attain_all
from indicators.models import TargetVersion
from indicators.selectors import known
from indicators.slips import slips_of

FIRST = "situation"


@dataclass(frozen=True, slots=True)
class Screen:
    """One of three: the contract's situation, a fiche with its figures, or an indicator."""

    situation: Situation | None = None
    fiche: Fiche | None = None
    figures: FicheFigures | None = None
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """A screen among the others. `keys` name them in addresses, in order; `number` counts from 1."""

    screen: Screen
    keys: Sequence[str]
    number: int

    @property
    def before(self) -> str:
        """The key of the screen before; "" for the first."""
        return self.keys[self.number - 2] if self.number > 1 else ""

    @property
    def after(self) -> str:
        return self.keys[self.number] if self.number < len(self.keys) else ""

    @property
    def last(self) -> str:
        return self.keys[-1]


def committee_page(contract: Contract, period: Period, key: str) -> CommitteePage | None:
    """The screen that the address names; None when there is none."""
    states = indicator_states(contract, period.month, period.compared)
    keys = screen_keys(states)
    if key not in keys:
        return None
    return CommitteePage(_screen(contract, period, states, key), keys, keys.index(key) + 1)


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
        return Screen(situation=situation(contract, states, period))
    of_fiche = [state for state in states if _fiche_key(state) == key]
    if of_fiche:
        return Screen(fiche=of_fiche[0].indicator.fiche, figures=fiche_figures(of_fiche, period))
    wanted = [state for state in states if state.indicator.code == key]
    return Screen(sheet=sheets_of(contract, period, wanted)[key])


def sheets_of(contract: Contract, period: Period, states: Sequence[IndicatorState]) -> Mapping[str, Sheet]:
    series = known(state.indicator for state in states)
    versions = list(TargetVersion.objects.filter(contract=contract))
    slips = slips_of(list(series), localdate())
    sheets = {}
    for state in states:
        facts = series[state.indicator.pk]
        attainments = {each.month: each for each in attain_all(facts.series)}
        data = SheetData(state, facts, attainments, versions, slips.get(state.indicator.pk, ()))
        sheets[state.indicator.code] = sheet_of(data, period)
    return sheets
