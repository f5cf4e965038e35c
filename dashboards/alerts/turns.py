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
    if state.now is None or state.compared is None:
        return
    turn = turn_of_status(_last_measured(state), state.now.status)
    if turn:
        yield turn
    before = projected_status(state.definition, state.compared, state.december)
    projected = turn_of_projection(before, state.projected) if same_year else None
    if projected:
        yield projected


def turn_of_status(before: Status | None, now: Status) -> Turn | None:
    """`before` is the last status with a score, None without any: then only a seuil that is missed is news."""
    if now is Status.SOUS_SEUIL and before is not Status.SOUS_SEUIL:
        return Turn.BELOW
    if now is Status.ENTRE and before is Status.ATTEINT:
        return Turn.SHORT
    if now in MEASURED_ABOVE and before is Status.SOUS_SEUIL:
        return Turn.BACK
    return None


def turn_of_projection(before: Status | None, now: Status | None) -> Turn | None:
    """What December was announced to be, and is now; None without projection."""
    if now is Status.SOUS_SEUIL and before in MEASURED_ABOVE:
        return Turn.PROJECTED_BELOW
    return Turn.PROJECTED if now is Status.ENTRE and before is Status.ATTEINT else None


def _last_measured(state: IndicatorState) -> Status | None:
    """The status before the month shown, over months that are not judged: a value that came late hides no turn."""
    earlier = (each.status for each in reversed(state.trend) if each.month < state.month)
    return next((status for status in earlier if status.is_measured), None)
