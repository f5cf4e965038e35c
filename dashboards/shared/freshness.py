"""How firm the months behind a value to date are, and what the person in charge thinks of them."""

from dataclasses import dataclass

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.reads import IndicatorState, TrendMonth
from indicators.domain.model import Absence
from indicators.domain.windows import window
from indicators.models import Appreciation

PROVISIONAL, VALIDATED = "provisoire", "validé"


@dataclass(frozen=True, slots=True)
class Freshness:
    """`word` is "" while no month has a value; `detail` says how many months still wait for a validation."""

    word: str
    detail: str
    appreciation: str


def freshness_of(state: IndicatorState, month: Month) -> Freshness:
    behind = _months_behind(state, month)
    waiting = sum(each.state is not State.VALIDE for each in behind)
    said = next((each.appreciation for each in reversed(_entered(state, month)) if each.appreciation), "")
    return Freshness(
        word="" if not behind else PROVISIONAL if waiting else VALIDATED,
        detail=f"{french.number(waiting)} mois à valider" if waiting else "",
        appreciation=Appreciation(said).label if said else "",
    )


def _months_behind(state: IndicatorState, month: Month) -> list[TrendMonth]:
    """The months that hold a value among those that make the value to date."""
    behind = set(window(state.indicator.definition, month))
    return [
        each
        for each in state.trend
        if each.month in behind and each.fact is not None and not isinstance(each.fact, Absence)
    ]


def _entered(state: IndicatorState, month: Month) -> list[TrendMonth]:
    """An appréciation of another year says nothing of this one."""
    return [each for each in state.trend if Month(month.year, 1) <= each.month <= month]
