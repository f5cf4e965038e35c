"""Aggregate the months of a window into one value (RC-4, RC-7), and convert between ratios and values."""

from decimal import Decimal
from fractions import Fraction

from indicators.domain.exact import Quotient, decimal_of, half_up
from indicators.domain.model import Aggregation, Amount, Definition, Fact, Pair
from indicators.domain.timeline import NEVER, Timeline


def value_over(timeline: Timeline, start: int, index: int) -> int | None:
    """The published value of the months from `start` to `index`, scaled by the indicator's decimals.

    None without a reported month, or when their denominators sum to zero.
    """
    if timeline.reported[index + 1] == timeline.reported[start]:
        return None
    definition = timeline.definition
    match definition.aggregation:
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            numerator = timeline.numerators[index + 1] - timeline.numerators[start]
            denominator = timeline.denominators[index + 1] - timeline.denominators[start]
            return published_ratio(definition, (numerator, denominator)) if denominator else None
        case Aggregation.SOMME | Aggregation.CUMUL_CONTRAT:
            return _published(timeline, timeline.values[index + 1] - timeline.values[start])
        case Aggregation.DERNIER | Aggregation.ETAT:
            return _published(timeline, timeline.amounts[timeline.last_reported[index]])


def level_before(timeline: Timeline, index: int) -> int | None:
    """The last level reported since the contract began: it stands until another is reported (RC-22)."""
    latest = timeline.last_reported[index]
    return None if latest == NEVER else _published(timeline, timeline.amounts[latest])


def published_ratio(definition: Definition, ratio: Quotient) -> int:
    """A plain ratio in the unit of the indicator, scaled by its decimals and rounded half up."""
    numerator, denominator = as_value(definition, ratio)
    return half_up(numerator * 10**definition.decimals, denominator)


def as_value(definition: Definition, ratio: Quotient) -> Quotient:
    """Convert a plain ratio to the indicator's unit: %, days, or an evolution in %."""
    numerator, denominator = ratio
    if definition.aggregation is Aggregation.EVOLUTION:
        return 100 * (numerator - denominator), denominator
    return definition.factor * numerator, denominator


def as_plain_ratio(definition: Definition, value: Quotient) -> Quotient:
    """The inverse of `as_value`."""
    numerator, denominator = value
    if definition.aggregation is Aggregation.EVOLUTION:
        return numerator + 100 * denominator, 100 * denominator
    return numerator, definition.factor * denominator


def month_value(definition: Definition, fact: Fact | None) -> Decimal | None:
    """The month's own value: an amount as entered, a ratio half-up to the indicator's decimals; None for an
    absence, for no case at all (0/0), for nothing entered.
    """
    match fact:
        case Amount(value):
            return value
        case Pair(numerator, denominator) if denominator:
            ratio = Fraction(numerator) / Fraction(denominator)
            scaled_value = published_ratio(definition, (ratio.numerator, ratio.denominator))
            return decimal_of(scaled_value, definition.decimals)
        case _:
            return None


def _published(timeline: Timeline, amount: int) -> int:
    decimals = timeline.definition.decimals - timeline.decimals
    return amount * 10**decimals if decimals >= 0 else half_up(amount, 10**-decimals)
