"""Bars on both sides of one zero, for amounts with a sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts.points import short

WIDTH, MARGIN = 64, 2


@dataclass(frozen=True, slots=True)
class Bar:
    """In pixels of a box of 64: where it starts, how long it is, where the zero is."""

    x: str
    width: str
    zero: str
    is_less: bool


def bars(amounts: Sequence[Decimal]) -> list[Bar]:
    """One scale for all of them."""
    most, least = max([*amounts, Decimal(0)]), min([*amounts, Decimal(0)])
    room = float(most - least)
    scale = (WIDTH - 2 * MARGIN) / room if room else 0.0
    zero = MARGIN - float(least) * scale
    return [
        Bar(
            short(zero + min(float(each) * scale, 0.0)),
            short(abs(float(each)) * scale),
            short(zero),
            each < 0,
        )
        for each in amounts
    ]
