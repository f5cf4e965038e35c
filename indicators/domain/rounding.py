"""Round exact numbers to published decimals: no float, no "-0"."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from indicators.domain.model import Direction

HALF = Fraction(1, 2)


def half_up(number: Fraction, decimals: int) -> Decimal:
    """The nearest number with that many decimals; a half goes away from zero (RC-5)."""
    scaled = abs(number) * 10**decimals
    nearest = floor(scaled + HALF)
    return _scaled_down(nearest if number >= 0 else -nearest, decimals)


def towards_the_objectif(number: Fraction, decimals: int, direction: Direction) -> Decimal:
    """Round a pace so that it is enough: up for `hausse`, down for `baisse` (RC-15)."""
    scaled = number * 10**decimals
    return _scaled_down(ceil(scaled) if direction is Direction.HAUSSE else floor(scaled), decimals)


def _scaled_down(integer: int, decimals: int) -> Decimal:
    # From its digits: dividing two Decimals would round to the precision of the current context.
    digits = tuple(int(digit) for digit in str(abs(integer)))
    return Decimal((int(integer < 0), digits, -decimals))
