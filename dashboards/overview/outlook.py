"""On what the announcement of December rests, for one indicator: its chance, what is still needed, the best month."""

from decimal import Decimal

from cpg.shared import french
from dashboards.shared.chances import HARDLY_LIKELY, NEARLY_CERTAIN, as_shown, chance_words
from dashboards.shared.figures import pace_text, value_text
from dashboards.shared.reads import IndicatorState
from indicators.domain.best_month import BestMonth, best_month
from indicators.domain.december import is_secured
from indicators.domain.model import Attainment, Series
from indicators.domain.timeline import Timeline


def chance_of(state: IndicatorState) -> Decimal | None:
    """That of December's objectif as it is shown; None where nothing is estimated."""
    estimate = state.now.estimate if state.now else None
    return as_shown(state.definition, estimate.objectif) if estimate else None


def hardly_likely(state: IndicatorState) -> bool:
    chance = chance_of(state)
    return chance is not None and chance < HARDLY_LIKELY


def nearly_certain(state: IndicatorState) -> bool:
    chance = chance_of(state)
    return chance is not None and chance >= NEARLY_CERTAIN


def rests_on(state: IndicatorState) -> str:
    """`environ 2 chances sur 10 ; il faut 3 993 / mois, meilleur mois 4 139`; "" where nothing is known."""
    if state.now is None:
        return ""
    chance = chance_words(chance_of(state))
    return f"{french.NARROW}; ".join(part for part in (chance, _needed(state, state.now)) if part)


def _needed(state: IndicatorState, now: Attainment) -> str:
    pace = now.pace
    if pace is None or pace.value is None or is_secured(state.definition, pace.value):
        return ""
    wanted = pace_text(state.definition, now, state.december).replace(" /", f"{french.NO_BREAK}/")
    mean = " en moyenne" if state.definition.aggregation.takes_pair else ""
    verb = "il faut" if state.definition.rises else "ne pas dépasser"
    best = _best(state)
    if best is None:
        return f"{verb} {wanted}{mean}"
    figure = value_text(state.definition, best.published)
    record = (
        f"meilleur mois {figure}"
        if best.is_as_good_as(pace)
        else f"demande un record (meilleur mois {figure})"
    )
    return f"{verb} {wanted}{mean}, {record}"


def _best(state: IndicatorState) -> BestMonth | None:
    """From the months that the page has read already. What is neutralised does not count."""
    facts = {
        each.month: each.fact
        for each in state.trend
        if each.fact is not None and each.counts and each.month <= state.month
    }
    return best_month(Timeline(Series(state.definition, facts)), state.month)
