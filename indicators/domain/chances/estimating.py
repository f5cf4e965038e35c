"""What is estimated beside the figures of a month: an interval for the year's end, and the chance of each target."""

from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from indicators.domain import past_years
from indicators.domain.chances.own_changes import PARTS, OwnChanges, Variability
from indicators.domain.chances.widths import LEAST, MOST, WHOLE, width
from indicators.domain.chances.year_end import YearEnd
from indicators.domain.exact import Quotient, decimal_of
from indicators.domain.judgement import is_at_least_as_good
from indicators.domain.model import Aggregation, Estimate
from indicators.domain.projection import Position, pace_towards, projection
from indicators.domain.timeline import Timeline

if TYPE_CHECKING:
    from indicators.domain.attainment import MonthReading

# The two chances that are no estimate.
SECURED, OUT_OF_REACH = Decimal("1.000"), Decimal("0.000")


class Estimator:
    """Estimates of one series. What last year's projections missed by is kept: many months may ask for it."""

    def __init__(self, timeline: Timeline, reading_at: "Callable[[int], MonthReading]") -> None:
        self.timeline, self.reading_at = timeline, reading_at
        self._misses: dict[int, int] = {}

    @cached_property
    def changes(self) -> OwnChanges:
        return OwnChanges(self.timeline)

    def estimate(self, position: Position, projected: Decimal | None) -> Estimate | None:
        """None where nothing can be estimated and nothing is certain, and in December: what came is no estimate."""
        if position.index == position.december:
            return None
        end = self.year_end(position, projected)
        due = position.year.december if position.year else None
        objectif = chance_of(position, end, due.objectif) if due and due.objectif else None
        seuil = chance_of(position, end, due.seuil) if due and due.seuil else None
        if end is None and objectif is None and seuil is None:
            return None
        low, high = end.interval if end else (None, None)
        return Estimate(low, high, objectif, seuil)

    def year_end(self, position: Position, projected: Decimal | None) -> YearEnd | None:
        """None without a projection or its history (24 months), at the end of the year, and for a floor."""
        own = self._own(position, projected)
        found = width(position.definition.aggregation, self.timeline.period, position.remaining)
        if own is None or projected is None or found is None:
            return None
        numerator, denominator = weight_to_come(position, projected, own)
        unit = (WHOLE * own.change + found.floor * own.level) * numerator // (WHOLE * denominator)
        least, most = self._possible(position)
        return YearEnd(position.definition, self.centre(position, projected), unit, found, least, most)

    def centre(self, position: Position, projected: Decimal) -> int:
        """What misses are counted from: the projection, and half of what last year's missed by from the same month
        where the rule follows no season.
        """
        is_sum = position.definition.aggregation is Aggregation.SOMME
        if is_sum and past_years.follows_past_years(position):
            return in_parts(projected)
        return in_parts(projected) + self._miss(position.index - 12) // 2

    def _own(self, position: Position, projected: Decimal | None) -> Variability | None:
        if projected is None or position.remaining == 0 or position.is_floor:
            return None
        own = self.changes.up_to(position.index)
        return own if own and own.level else None

    def _miss(self, index: int) -> int:
        """By how much a year ended above what was projected from a month of it; 0 where there was no projection."""
        if index not in self._misses:
            self._misses[index] = self._missed_by(index)
        return self._misses[index]

    def _missed_by(self, index: int) -> int:
        position = self.reading_at(index).position if index >= 0 else None
        projected = projection(position) if position and not position.is_floor else None
        if position is None or projected is None:
            return 0
        end = self.reading_at(position.december)
        if end.value is None or end.is_incomplete:
            return 0
        return in_parts(decimal_of(end.value, position.definition.decimals)) - in_parts(projected)

    def _possible(self, position: Position) -> tuple[int | None, int | None]:
        """A share of a whole is between 0 and 100. Where no period was ever negative, what adds up never falls below
        what it is, a rate or a level never below zero, an evolution never below -100 %.
        """
        definition, value = position.definition, in_parts(position.value)
        if (
            definition.aggregation is Aggregation.RATIO
            and definition.numerator_bounded
            and definition.unit == "%"
        ):
            return 0, 100 * PARTS
        nothing = -100 * PARTS if definition.aggregation is Aggregation.EVOLUTION else 0
        if value < nothing or self.changes.ever_fell_below_zero(position.index):
            return None, None
        return (value if definition.accumulates else nothing), None


def in_parts(amount: Decimal) -> int:
    numerator, denominator = amount.as_integer_ratio()
    return numerator * PARTS // denominator


def weight_to_come(position: Position, projected: Decimal, own: Variability) -> Quotient:
    """How much a change of one period weighs in the year's end: as many times as the projection expects of usual
    periods, the part of the cases that are to come, or all of it for a last value.
    """
    aggregation = position.definition.aggregation
    if aggregation.accumulates:
        expected = abs(in_parts(projected) - in_parts(position.value))
        return expected or own.level * position.remaining // position.timeline.period, own.level
    if aggregation.takes_pair:
        expected, parts = position.expected_denominator
        return expected, max(1, expected + position.sums[1] * parts)
    return 1, 1


def chance_of(position: Position, end: YearEnd | None, target: Quotient) -> Decimal | None:
    """To three decimals. Secured where what adds up is there already; out of reach where the pace says so."""
    definition = position.definition
    value = position.scaled_value, 10**definition.decimals
    if (
        definition.accumulates
        and definition.rises
        and is_at_least_as_good(definition.direction, value, target)
    ):
        return SECURED
    pace = pace_towards(position, target)
    if pace and pace.out_of_reach:
        return OUT_OF_REACH
    return None if end is None else decimal_of(min(MOST, max(LEAST, end.chance(target))), 3)
