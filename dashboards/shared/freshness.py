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


def freshness_of(state: IndicatorState) -> Freshness:
    behind = _months_behind(state)
    waiting = sum(each.state is not State.VALIDE for each in behind)
    opinion = next((each.appreciation for each in reversed(_of_the_year(state)) if each.appreciation), "")
    return Freshness(
        word="" if not behind else PROVISIONAL if waiting else VALIDATED,
        detail=f"{french.number(waiting)} mois à valider" if waiting else "",
        appreciation=Appreciation(opinion).label if opinion else "",
    )


def _months_behind(state: IndicatorState) -> list[TrendMonth]:
    """The months that hold a value among those that make the value to date."""
    behind = set(window(state.definition, state.month))
    return [
        each
        for each in state.trend
        if each.month in behind and each.fact is not None and not isinstance(each.fact, Absence)
    ]


def _of_the_year(state: IndicatorState) -> list[TrendMonth]:
    """An appréciation of another year says nothing of this one."""
    return [each for each in state.trend if Month(state.month.year, 1) <= each.month <= state.month]
