"""How much an indicator changes from one year to the next: the measure of its own variability.

A period (a month, a quarter ...) is compared with the same one a year before, so that a season is no variability.
"""

from itertools import accumulate
from typing import NamedTuple

from indicators.domain.model import Aggregation
from indicators.domain.timeline import Timeline

# Figures are integers in millionths of the indicator's unit: an estimate needs no more.
PARTS = 1_000_000
HISTORY_MONTHS = 24
CHANGES_MONTHS = 36
FEWEST_MONTHS_COMPARED = 6


class Variability(NamedTuple):
    """Mean change from a year before and mean level of a period, in millionths of the unit."""

    change: int
    level: int


class OwnChanges:
    """The changes of a series, prepared once for all of its months."""

    def __init__(self, timeline: Timeline) -> None:
        self.length = timeline.period
        self.in_a_year = 12 // self.length
        self.figures = _figures(timeline)
        self.below_zero = _running([each is not None and each < 0 for each in self.figures])
        levels = [abs(each) if each is not None else 0 for each in self.figures]
        known = [each is not None for each in self.figures]
        changes = [self._change(place) for place in range(len(self.figures))]
        self.levels, self.known = _running(levels), _running(known)
        self.changes = _running([each or 0 for each in changes])
        self.compared = _running([each is not None for each in changes])

    def up_to(self, index: int) -> Variability | None:
        """From the periods that ended by a month; None with fewer than 24 months of history, or nothing to compare."""
        end = (index + 1) // self.length
        if self.known[end] * self.length < HISTORY_MONTHS:
            return None
        start = max(0, end - CHANGES_MONTHS // self.length)
        compared = self.compared[end] - self.compared[start]
        year = max(0, end - self.in_a_year)
        known = self.known[end] - self.known[year]
        if compared * self.length < FEWEST_MONTHS_COMPARED or not known:
            return None
        return Variability(
            (self.changes[end] - self.changes[start]) // compared,
            (self.levels[end] - self.levels[year]) // known,
        )

    def ever_fell_below_zero(self, index: int) -> bool:
        """Whether a period that ended by a month took something away from what adds up."""
        return self.below_zero[(index + 1) // self.length] > 0

    def _change(self, place: int) -> int | None:
        now = self.figures[place]
        before = self.figures[place - self.in_a_year] if place >= self.in_a_year else None
        return None if now is None or before is None else abs(now - before)


def _running(amounts: list[int] | list[bool]) -> list[int]:
    return list(accumulate(amounts, initial=0))


def _figures(timeline: Timeline) -> list[int | None]:
    """What each period of the contract brought, averaged or ended at; None where nothing was reported."""
    length = timeline.period
    return [_figure(timeline, end - length + 1, end) for end in range(length - 1, timeline.count, length)]


def _figure(timeline: Timeline, start: int, end: int) -> int | None:
    definition, power = timeline.definition, 10**timeline.decimals
    amount: int | None = None
    if definition.aggregation.takes_pair:
        return _rate(timeline, start, end)
    if definition.accumulates:
        amount = timeline.values[end + 1] - timeline.values[start]
    latest = timeline.last_reported[end]
    if latest < (0 if definition.aggregation is Aggregation.ETAT else start):
        return None
    if amount is None:
        amount = timeline.amounts[latest]
    return int(amount * PARTS // power)


def _rate(timeline: Timeline, start: int, end: int) -> int | None:
    """An evolution is counted from 0 %, as the share of the reference that it is."""
    definition = timeline.definition
    bases = timeline.denominators[end + 1] - timeline.denominators[start]
    cases = timeline.numerators[end + 1] - timeline.numerators[start]
    factor = 100 if definition.aggregation is Aggregation.EVOLUTION else definition.factor
    return factor * cases * PARTS // bases if bases else None
