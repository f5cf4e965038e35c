"""Compute December if the remaining months bring a given level, by the same rules (RC-19)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.aggregation import as_plain_ratio, as_value
from indicators.domain.judgement import judge, place, score
from indicators.domain.model import Aggregation, Status
from indicators.domain.projection import Position
from indicators.domain.rounding import half_up
from indicators.domain.targets import targets_to_date


@dataclass(frozen=True, slots=True)
class Supposition:
    """The published December if each remaining month brings `level` (for a rate: if they average it)."""

    level: Decimal
    value: Decimal
    status: Status
    score: Decimal | None


def suppose(position: Position, level: Decimal) -> Supposition | None:
    """None if no month remains, or if their expected denominator is zero."""
    definition = position.series.definition
    exact = _december(position, Fraction(level))
    if exact is None:
        return None
    value = half_up(exact, definition.decimals)
    targets = targets_to_date(position.series, position.calendar, Month(position.month.year, 12))
    if targets.objectif is None:
        return Supposition(level, value, Status.SANS_OBJECTIF, None)
    judged = Fraction(value)
    status = judge(definition.direction, judged, targets.seuil, targets.objectif)
    p = place(judged, targets.seuil, targets.objectif)
    return Supposition(level, value, status, score(status, p, definition.credit))


def _december(position: Position, level: Fraction) -> Fraction | None:
    definition, sums = position.series.definition, position.sums
    if position.remaining == 0:
        return None
    if definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT):
        return level
    if definition.aggregation.accumulates:
        return Fraction(position.value) + position.remaining * level
    expected = position.expected_denominator
    if not expected:
        return None
    brought = as_plain_ratio(definition, level) * expected
    return as_value(definition, (sums.numerator + brought) / (sums.denominator + expected))
