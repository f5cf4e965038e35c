"""How the figures of the other side are written, and so what a rounding of ours would be, and how close to each other
figures are that have nothing to do with each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

# With fewer different figures, zeros at their end may be there by chance.
FEWEST_ROUNDED = 3
# A rate of theirs that was given as its two parts may have no last decimal.
LONGEST = 6


class Rounding(Enum):
    NEAREST = "au plus près"
    CUT = "coupé"


@dataclass(frozen=True, slots=True)
class Column:
    """Most figures have `precision` decimals, below 0 all end with zeros: they count in tens, in hundreds. `grain` is
    the usual step between two of them, `spread` how far apart the figures of both sides are.
    """

    precision: int
    grain: Fraction
    spread: Fraction

    @property
    def is_coarse(self) -> bool:
        """Whether only the zeros of the figures say that they are rounded."""
        return self.precision < 0

    def step_of(self, theirs: Fraction) -> Fraction:
        """What their figure was rounded to, if it was: a figure that has more decimals than most has its own."""
        precision = max(self.precision, last_decimal(theirs)) if theirs else self.precision
        return Fraction(10) ** -precision

    def is_rounding(self, theirs: Fraction, exact: Fraction, way: Rounding | None = None) -> bool:
        """Whether their figure is this one rounded in that way, or in any. A half may go either way."""
        step = self.step_of(theirs)
        their, scaled = theirs / step, exact / step
        return (way is not Rounding.CUT and 2 * abs(their - scaled) <= 1 and their.denominator == 1) or (
            way is not Rounding.NEAREST and their == int(scaled)
        )


def column_of(theirs: Sequence[Fraction], ours: Sequence[Fraction], written: Sequence[int]) -> Column:
    """`written` are the decimals that their figures were written with, zeros at their end included."""
    needed = [last_decimal(each) for each in theirs if each]
    finest = max(needed, default=0)
    is_coarse = finest < 0 and not any(written) and len(set(theirs) - {Fraction(0)}) >= FEWEST_ROUNDED
    precision = finest if is_coarse else max(_of_half(needed), _of_half(written), 0)
    usual = sorted(needed)[(len(needed) - 1) // 2] if needed else 0
    return Column(precision, Fraction(10) ** -usual, _spread([*theirs, *ours]))


def _of_half(counts: Sequence[int]) -> int:
    """The most decimals that at least half of them have: one figure with six makes the others no finer."""
    return sorted(counts, reverse=True)[(len(counts) - 1) // 2] if counts else 0


def last_decimal(number: Fraction) -> int:
    """How many decimals hold a number above or below 0; below 0 where it ends with zeros."""
    if number.denominator > 1:
        decimals = 1
        while (number * 10**decimals).denominator > 1 and decimals < LONGEST:
            decimals += 1
        return decimals
    zeros, whole = 0, abs(number.numerator)
    while whole % 10 == 0:
        whole, zeros = whole // 10, zeros + 1
    return -zeros


def _spread(numbers: Sequence[Fraction]) -> Fraction:
    """Between the tenth part below and the tenth part above, so that one outlier does not make it wide."""
    if not numbers:
        return Fraction(0)
    ordered = sorted(numbers)
    edge = len(ordered) // 10
    return ordered[-1 - edge] - ordered[edge]
