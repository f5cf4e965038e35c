"""Aggregate the months of a window into one exact value (RC-4, RC-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Amount, Definition, Fact, Pair, Series
from indicators.domain.rounding import half_up


@dataclass(frozen=True, slots=True)
class Sums:
    """Exact sums over some reported months: of their pairs, or of their amounts."""

    months: int
    numerator: Fraction
    denominator: Fraction
    total: Fraction
    last: Fraction | None

    @property
    def plain_ratio(self) -> Fraction | None:
        """Numerator over denominator, without factor; None when the denominator is zero."""
        return self.numerator / self.denominator if self.denominator else None


def sums_of(series: Series, months: Iterable[Month]) -> Sums:
    """Sum the given months, which all hold a value. `last` is the last one given, so pass them in order."""
    listed = list(months)
    facts = [series.facts[month] for month in listed]
    pairs = [fact for fact in facts if isinstance(fact, Pair)]
    amounts = [Fraction(fact.value) for fact in facts if isinstance(fact, Amount)]
    return Sums(
        months=len(listed),
        numerator=sum((Fraction(pair.numerator) for pair in pairs), Fraction(0)),
        denominator=sum((Fraction(pair.denominator) for pair in pairs), Fraction(0)),
        total=sum(amounts, Fraction(0)),
        last=amounts[-1] if amounts else None,
    )


def value_of(definition: Definition, sums: Sums) -> Fraction | None:
    """The exact value of the reported months; None without any, or when a denominator sums to zero."""
    match definition.aggregation:
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            return None if sums.plain_ratio is None else as_value(definition, sums.plain_ratio)
        case Aggregation.SOMME | Aggregation.CUMUL_CONTRAT:
            return sums.total if sums.months else None
        case Aggregation.DERNIER | Aggregation.ETAT:
            return sums.last


def month_value(definition: Definition, fact: Fact | None) -> Decimal | None:
    """The month's own value: an amount as entered, a ratio half-up to the indicator's decimals; None for an
    absence, for no case at all (0/0), for nothing entered.
    """
    match fact:
        case Amount(value):
            return value
        case Pair(numerator, denominator) if denominator:
            plain_ratio = Fraction(numerator) / Fraction(denominator)
            return half_up(as_value(definition, plain_ratio), definition.decimals)
        case _:
            return None


def as_value(definition: Definition, plain_ratio: Fraction) -> Fraction:
    """Convert a plain ratio to the indicator's unit: %, days, or an evolution in %."""
    if definition.aggregation is Aggregation.EVOLUTION:
        return 100 * (plain_ratio - 1)
    return _factor(definition) * plain_ratio


def as_plain_ratio(definition: Definition, value: Fraction) -> Fraction:
    """The inverse of `as_value`."""
    if definition.aggregation is Aggregation.EVOLUTION:
        return value / 100 + 1
    return value / _factor(definition)


def exact_decimal(number: Fraction) -> Decimal:
    """Convert a sum of decimals back to a Decimal with all its digits and no trailing zero."""
    # Ends: a sum of decimals has a power of ten as its denominator. A quotient would loop for ever.
    numerator, decimals = number, 0
    while numerator.denominator != 1:
        numerator, decimals = numerator * 10, decimals + 1
    return Decimal(int(numerator)).scaleb(-decimals)


def _factor(definition: Definition) -> int:
    return 100 if definition.unit == "%" else 1
