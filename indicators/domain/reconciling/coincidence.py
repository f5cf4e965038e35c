"""How likely a figure that comes from elsewhere would fit all the same: a bound, exact, and never too small on purpose.

Errors are most often small, and neighbouring months are near each other: a figure that fits is no surprise among those
that are as near to ours. Nor is one that we have in several months, and a zero is what stands where nothing came yet.
"""

from collections.abc import Sequence
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.reconciling.columns import Column
from indicators.domain.reconciling.figures import Beside, Numbers

# How likely a coincidence may be for a cause to be named all the same.
LIKELIEST = Fraction(1, 50)
# How likely it may be for a cause to be mentioned as a lead.
LIKELIEST_LEAD = Fraction(1, 4)
# A figure that comes from elsewhere would be anywhere within twice the difference, above or below.
AS_WIDE = 4


def coincidence(beside: Beside, month: Month, candidate: Numbers, *, is_of_size: bool = False) -> Fraction:
    """That their figure of the month is `candidate`. `is_of_size`: any of that size could have been there instead."""
    theirs = beside.their_numbers(month) or ()
    ours = beside.our_numbers(month, as_pair=beside.is_pair(month)) or ()
    chance = Fraction(1)
    for their, our, fitting, column in zip(theirs, ours, candidate, beside.columns(month), strict=True):
        width = abs(their) if is_of_size else column.spread
        chance *= _of_number(their, our, fitting, column, width)
    return max(chance, beside.repeats(month))


def _of_number(
    their: Fraction, our: Fraction, fitting: Fraction, column: Column, width: Fraction
) -> Fraction:
    if their == our or not their:
        return Fraction(1)
    # A figure between two steps may be rounded to either.
    steps = 1 if their == fitting else 2
    width = min(width or abs(their), AS_WIDE * abs(their - our))
    return min(Fraction(1), steps * column.grain / width)


def same_digits(beside: Beside, month: Month, candidate: Numbers) -> Fraction:
    """That their figure has our digits at another scale, or with another sign: 5 beside 5,000 has one digit alone."""
    chance = Fraction(1)
    for their, fitting in zip(beside.their_numbers(month) or (), candidate, strict=True):
        digits = str(abs(their.numerator * 10**LONGEST_DIGITS // their.denominator)).strip("0")
        chance *= min(Fraction(1), Fraction(1 if their == fitting else 2, int(digits or 1)))
    return chance


# Beyond the decimals that their figures may have.
LONGEST_DIGITS = 12


def places(beside: Beside, months: Sequence[Month]) -> int:
    """At how many places among the months that differ such a run could be."""
    return len(beside.differing) - len(months) + 1
