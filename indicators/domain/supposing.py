"""Compute December if the remaining months bring a given level, by the same rules (RC-19)."""

from dataclasses import dataclass
from decimal import Decimal

from indicators.domain.aggregation import as_plain_ratio, as_value
from indicators.domain.exact import Quotient, decimal_of, half_up
from indicators.domain.judgement import judge, place, score
from indicators.domain.model import Status
from indicators.domain.projection import Position


@dataclass(frozen=True, slots=True)
class Supposition:
    """The published December if each remaining month brings `level` (for a rate: if they average it)."""

    level: Decimal
    value: Decimal
    status: Status
    score: Decimal | None


def suppose(position: Position, level: Decimal) -> Supposition | None:
    """None if no month remains, or if their expected denominator is zero."""
    definition = position.definition
    exact = _december(position, level.as_integer_ratio())
    if exact is None:
        return None
    published = half_up(exact[0] * 10**definition.decimals, exact[1])
    value = decimal_of(published, definition.decimals)
    december = position.year.december if position.year else None
    if december is None or december.objectif is None:
        return Supposition(level, value, Status.SANS_OBJECTIF, None)
    judged = published, 10**definition.decimals
    status = judge(definition.direction, judged, december.seuil, december.objectif)
    p = place(judged, december.seuil, december.objectif)
    return Supposition(level, value, status, score(status is Status.ATTEINT, p, definition.credit))


def _december(position: Position, level: Quotient) -> Quotient | None:
    definition = position.definition
    if position.remaining == 0:
        return None
    if definition.aggregation.is_last_value:
        return level
    if definition.aggregation.accumulates:
        power = 10**definition.decimals
        return position.scaled_value * level[1] + position.remaining * level[0] * power, power * level[1]
    (numerator, denominator), (expected, parts) = position.sums, position.expected_denominator
    if not expected:
        return None
    brought, whole = as_plain_ratio(definition, level)
    return as_value(
        definition,
        (numerator * parts * whole + brought * expected, (denominator * parts + expected) * whole),
    )
