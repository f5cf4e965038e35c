"""How firm the months behind a value to date are, and what the person in charge thinks of them."""

from dataclasses import dataclass

from commitments.ledger.state import State
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.reads import IndicatorState, TrendMonth
from indicators.domain.provisional import Firmness, firmness, months_behind
from indicators.models import Appreciation

WORDS = {Firmness.PROVISIONAL: "provisoire", Firmness.VALIDATED: "validé"}


@dataclass(frozen=True, slots=True)
class Freshness:
    """`word` is "" while no month has a value; `detail` says how many months still wait for a validation."""

    word: str
    detail: str
    appreciation: str


def freshness_of(state: IndicatorState) -> Freshness:
    behind = _months_behind(state)
    validated = [each.state is State.VALIDE for each in behind]
    waiting = validated.count(False)
    missing = state.now.missing if state.now else ()
    opinion = next((each.appreciation for each in reversed(_of_the_year(state)) if each.appreciation), "")
    return Freshness(
        word=WORDS[firmness(state.month, missing=missing, validated=validated)] if behind else "",
        detail=f"{french.number(waiting)} mois à valider" if waiting else "",
        appreciation=Appreciation(opinion).label if opinion else "",
    )


def _months_behind(state: IndicatorState) -> list[TrendMonth]:
    """The months whose values make the value to date."""
    counted = {each.month: each for each in state.trend if each.counts}
    return [counted[month] for month in months_behind(state.definition, state.month, counted)]


def _of_the_year(state: IndicatorState) -> list[TrendMonth]:
    """An appréciation of another year says nothing of this one."""
    return [each for each in state.trend if Month(state.month.year, 1) <= each.month <= state.month]
