"""Exact numbers and their rounding, case by case."""

from decimal import Decimal

import pytest

from indicators.domain.exact import (
    decimal_of,
    decimals_needed,
    exact_decimal,
    half_up,
    scaled,
    towards_the_objectif,
)
from indicators.domain.model import Direction


@pytest.mark.parametrize(
    ("numerator", "denominator", "nearest"),
    [(0, 3, 0), (1, 2, 1), (-1, 2, -1), (1, 3, 0), (-1, 3, 0), (3, 2, 2), (-3, 2, -2), (-1, 1, -1), (-7, 4, -2)],
)  # fmt: skip
def test_a_half_goes_away_from_zero(numerator: int, denominator: int, nearest: int) -> None:
    assert half_up(numerator, denominator) == nearest


@pytest.mark.parametrize(
    ("numerator", "denominator", "above", "below"),
    [(1, 3, 1, 0), (-1, 3, 0, -1), (6, 3, 2, 2), (-6, 3, -2, -2), (0, 5, 0, 0)],
)
def test_a_pace_is_rounded_so_that_it_is_enough(
    numerator: int, denominator: int, above: int, below: int
) -> None:
    assert towards_the_objectif(numerator, denominator, Direction.HAUSSE) == above
    assert towards_the_objectif(numerator, denominator, Direction.BAISSE) == below


def test_integers_become_decimals_and_back_without_losing_a_digit() -> None:
    many = 123456789012345678901234567890123
    assert str(decimal_of(many, 3)) == "123456789012345678901234567890.123"
    assert str(decimal_of(0, 2)) == "0.00"
    assert [str(exact_decimal(number, 3)) for number in (12_500, 12_000, 12_345, 0)] == [
        "12.5", "12", "12.345", "0",
    ]  # fmt: skip
    assert decimals_needed([]) == 0
    assert decimals_needed([Decimal(3), Decimal("0.25"), Decimal("1.5")]) == 2
    assert scaled(Decimal("-1.5"), 100) == -150
