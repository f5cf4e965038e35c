"""Exact numbers as integers over a power of ten, and their rounding: no float, no "-0".

A figure of the core is an integer scaled by its decimals (`8082` with two decimals is 80.82); a quotient is a pair
(numerator, denominator) with a denominator above zero. Integers are compared and summed several times faster than
fractions, and as exactly.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from indicators.domain.model import Direction

type Quotient = tuple[int, int]


class Due(NamedTuple):
    """Seuil and objectif to date, exact and as published; None where there is none."""

    seuil: Quotient | None = None
    objectif: Quotient | None = None
    published_seuil: Decimal | None = None
    published_objectif: Decimal | None = None


def half_up(numerator: int, denominator: int) -> int:
    """The nearest integer to the quotient; a half goes away from zero (RC-5)."""
    if numerator >= 0:
        return (2 * numerator + denominator) // (2 * denominator)
    return -((denominator - 2 * numerator) // (2 * denominator))


def towards_the_objectif(numerator: int, denominator: int, direction: Direction) -> int:
    """Round a pace so that it is enough: up for `hausse`, down for `baisse` (RC-15)."""
    return -(-numerator // denominator) if direction is Direction.HAUSSE else numerator // denominator


def decimal_of(scaled: int, decimals: int) -> Decimal:
    """The integer divided by a power of ten. From a text, since arithmetic would round to the current context."""
    return Decimal(f"{scaled}E-{decimals}")


def exact_decimal(scaled: int, decimals: int) -> Decimal:
    """The same without trailing zeros after the decimal sign."""
    while decimals and scaled % 10 == 0:
        scaled, decimals = scaled // 10, decimals - 1
    return decimal_of(scaled, decimals)


def rounded(number: Fraction, decimals: int) -> Decimal:
    """A fraction rounded half up, as a figure is published (RC-5)."""
    return decimal_of(half_up(number.numerator * 10**decimals, number.denominator), decimals)


def decimals_needed(numbers: Iterable[Decimal]) -> int:
    """The least number of decimals with which all of them are integers."""
    return decimals_of({number.as_integer_ratio()[1] for number in numbers})


def decimals_of(denominators: Collection[int]) -> int:
    """The same of numbers with these denominators."""
    decimals = 0
    while any(10**decimals % denominator for denominator in denominators):
        decimals += 1
    return decimals


def scaled(number: Decimal, power: int) -> int:
    """The number times a power of ten that makes it an integer."""
    numerator, denominator = number.as_integer_ratio()
    return numerator * (power // denominator)
