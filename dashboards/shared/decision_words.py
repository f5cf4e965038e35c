"""First year, weight, monthly profile and base-year values in words, for pages and the journal."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cpg.shared import french


def first_year_words(year: int | None) -> str:
    return "à définir" if year is None else str(year)


def weight_words(weight: Decimal | None) -> str:
    return "non fixé" if weight is None else french.trimmed(weight)


def percent(share: Fraction) -> Decimal:
    """A weight of a profile in percent, to four decimals: for reading."""
    return (Decimal(share.numerator * 100) / share.denominator).quantize(Decimal("0.0001"))


def profile_words(weights: Sequence[Fraction]) -> str:
    """`janv. 8,33 %, févr. 7 %`."""
    return ", ".join(
        f"{month} {french.trimmed(percent(weight))}\u00a0%"
        for month, weight in zip(french.SHORT_MONTHS, weights, strict=True)
    )


def base_words(values: Sequence[Decimal]) -> str:
    """`janv. 40 000, févr. 38 500`."""
    return ", ".join(
        f"{month} {french.trimmed(value)}" for month, value in zip(french.SHORT_MONTHS, values, strict=True)
    )
