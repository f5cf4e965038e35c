"""Compare figures of several bodies: median, quartiles, and the rank that ranges leave open (RC-13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from indicators.domain.exact import rounded


@dataclass(frozen=True, slots=True)
class Spread:
    """First quartile, median and third quartile, with as many decimals as were asked for."""

    first: Decimal
    median: Decimal
    third: Decimal


class Between(NamedTuple):
    """What a total may become: the least and the most."""

    low: Decimal
    high: Decimal


class Places(NamedTuple):
    """The best and the worst rank that a body may have."""

    best: int
    worst: int


def spread(figures: Iterable[Decimal | Fraction], decimals: int = 2) -> Spread | None:
    """Quartiles by linear interpolation between neighbouring figures; None without a figure."""
    ordered = sorted(Fraction(figure) for figure in figures)
    if not ordered:
        return None
    first, median, third = (rounded(_at(ordered, Fraction(quarter, 4)), decimals) for quarter in (1, 2, 3))
    return Spread(first, median, third)


def _at(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = int(place)
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def places(own: Between, others: Iterable[Between]) -> Places:
    """The ranks that a body may have among others, whatever each becomes within its range.

    Before it are those that are better whatever happens, perhaps also those whose range goes above its least.
    """
    listed = list(others)
    return Places(
        best=1 + sum(other.low > own.high for other in listed),
        worst=1 + sum(other.high > own.low for other in listed),
    )
