"""Compare the scores of several bodies: median, quartiles and rank (RC-13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from indicators.domain.exact import rounded


@dataclass(frozen=True, slots=True)
class Spread:
    """First quartile, median and third quartile of the bodies' scores, with two decimals."""

    first: Decimal
    median: Decimal
    third: Decimal


def spread(scores: Iterable[Decimal]) -> Spread | None:
    """Quartiles by linear interpolation between neighbouring scores; None without a score."""
    ordered = sorted(Fraction(score) for score in scores)
    if not ordered:
        return None
    first, median, third = (rounded(_at(ordered, Fraction(quarter, 4)), 2) for quarter in (1, 2, 3))
    return Spread(first, median, third)


def _at(ordered: Sequence[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    below = int(place)
    if below + 1 == len(ordered):
        return ordered[below]
    return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])


def rank(score: Decimal, scores: Iterable[Decimal]) -> int:
    """One more than the scores that are better: equal scores share a rank."""
    return 1 + sum(other > score for other in scores)
