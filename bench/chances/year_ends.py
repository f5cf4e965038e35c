"""The ended years of a series, each seen from earlier months: what was projected, and what came."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from indicators.domain.attainment import MonthReading
from indicators.domain.chances.estimating import Estimator
from indicators.domain.exact import decimal_of, exact_decimal
from indicators.domain.model import Aggregation, Series
from indicators.domain.projection import Position, projection
from indicators.domain.targets import SignedTargets
from indicators.domain.timeline import Timeline


class Case(NamedTuple):
    """A year seen from a month. `came` is its end, `before` that of the year before where it is known."""

    month: int
    position: Position
    projected: Decimal
    estimator: Estimator
    came: Decimal
    before: Decimal | None

    def target(self, before: Decimal, part: Decimal) -> Decimal:
        """A part of last year's figure as the objectif: of the flow of what runs over years, of the rate behind an
        evolution.
        """
        match self.position.definition.aggregation:
            case Aggregation.EVOLUTION:
                return (100 + before) * part - 100
            case Aggregation.CUMUL_CONTRAT:
                return before + part * self._last_flow()
            case _:
                return before * part

    def _last_flow(self) -> Decimal:
        timeline, january = self.position.timeline, self.position.january
        return exact_decimal(timeline.values[january] - timeline.values[january - 12], timeline.decimals)


def cases(series: Series, months: Iterable[int], latest: int = 0) -> Iterator[Case]:
    """The latest year-ends, or all of them, from each of these months where the rule projects."""
    timeline = Timeline(series)
    targets = SignedTargets(timeline)
    estimator = Estimator(timeline, lambda index: MonthReading(timeline, targets, index))
    whole = [january for january in range(0, timeline.count, 12) if _is_whole(timeline, january)]
    for january in whole[-latest:]:
        came = _end(timeline, targets, january)
        before = _end(timeline, targets, january - 12) if january - 12 in whole else None
        for month in months:
            position = MonthReading(timeline, targets, january + month - 1).position
            projected = projection(position) if position and position.remaining else None
            if position and projected is not None and came is not None:
                yield Case(month, position, projected, estimator, came, before)


def _is_whole(timeline: Timeline, january: int) -> bool:
    length = timeline.period if timeline.definition.aggregation.is_last_value else 1
    return timeline.reported[january + 12] - timeline.reported[january] == 12 // length


def _end(timeline: Timeline, targets: SignedTargets, january: int) -> Decimal | None:
    value = MonthReading(timeline, targets, january + 11).value
    return None if value is None else decimal_of(value, timeline.definition.decimals)
