"""Which indicators turned between two months. Pure."""

from collections.abc import Iterator, Sequence

from accounts.turns import Turn
from dashboards.shared.reads import IndicatorState
from indicators.domain.december import projected_status
from indicators.domain.model import Status
from indicators.models import Indicator

MEASURED_ABOVE = {Status.ENTRE, Status.ATTEINT}


def turns(states: Sequence[IndicatorState], *, same_year: bool) -> list[tuple[Indicator, Turn]]:
    """In the order of the indicators. Projections are those of one year's end: they are compared within a year only."""
    return [(state.indicator, turn) for state in states for turn in _turns_of(state, same_year)]


def _turns_of(state: IndicatorState, same_year: bool) -> Iterator[Turn]:
    now, before = state.now, state.compared
    if now is None or before is None:
        return
    if now.status is Status.SOUS_SEUIL and before.status is not Status.SOUS_SEUIL:
        yield Turn.BELOW
    if now.status in MEASURED_ABOVE and before.status is Status.SOUS_SEUIL:
        yield Turn.BACK
    if same_year and _starts_to_miss(state):
        yield Turn.PROJECTED


def _starts_to_miss(state: IndicatorState) -> bool:
    now = state.projected
    before = projected_status(state.definition, state.compared, state.december)
    return before is Status.ATTEINT and now in {Status.ENTRE, Status.SOUS_SEUIL}
