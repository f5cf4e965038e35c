"""What the rest of the year must bring for December's objectif, beside the best month that the contract ever had."""

from dataclasses import dataclass

from cpg.shared import french
from dashboards.shared.fates import takes_a_record
from dashboards.shared.figures import AT_MOST, pace_text, value_text
from dashboards.shared.reads import IndicatorState
from indicators.domain.best_month import BestMonth, best_month
from indicators.domain.december import is_secured
from indicators.domain.model import Attainment, Definition, Series
from indicators.domain.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Needed:
    """`wanted` is the pace in words; `best` the best month, "" without one; `is_record` when no month was as good."""

    wanted: str
    best: str = ""
    is_record: bool = False


SECURED, OUT_OF_REACH = Needed("déjà tenu"), Needed("hors d’atteinte")


def needed(state: IndicatorState) -> Needed | None:
    """None where a pace has no meaning."""
    now = state.now
    if now is None or now.pace is None:
        return None
    if now.pace.value is None:
        best = _best(state)
        return Needed("aucune valeur possible ne suffit", _figure(state, best)) if best else OUT_OF_REACH
    if is_secured(state.definition, now.pace.value):
        return SECURED
    wanted = _wanted(state.definition, now, pace_text(state.definition, now, state.december))
    best = _best(state)
    if best is None:
        return Needed(wanted)
    return Needed(wanted, _figure(state, best), takes_a_record(state.definition, now, best))


def _wanted(definition: Definition, now: Attainment, pace: str) -> str:
    """`3 993 par mois`, `au plus 400 par mois`, `59,58 % en moyenne`, `21,18 % au plus`."""
    if definition.aggregation.takes_pair:
        return f"{pace} {'en moyenne' if definition.rises else AT_MOST}"
    monthly = pace.replace(f" /{french.NO_BREAK}mois", " par mois")
    return monthly if definition.rises or now.is_floor else f"{AT_MOST} {monthly}"


def _figure(state: IndicatorState, best: BestMonth) -> str:
    return value_text(state.definition, best.published)


def _best(state: IndicatorState) -> BestMonth | None:
    """From the months that the page has read already. What is neutralised does not count."""
    facts = {
        each.month: each.fact
        for each in state.trend
        if each.fact is not None and each.counts and each.month <= state.month
    }
    return best_month(Timeline(Series(state.definition, facts)), state.month)
