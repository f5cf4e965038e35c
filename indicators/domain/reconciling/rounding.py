"""Their figures are ours, rounded. A file rounds in one way, and what it does to one month it does to the others.

To the nearest of the decimals that theirs are written with, a figure agrees with ours as far as it can be read: how
coarse it is beside its size says what that proves. That they are cut, or that only the zeros at their end tell of tens
or hundreds, is a claim about all of them, and is held against how far apart figures are. None of ours is rounded to 0.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import comb

from cpg.shared.periods import Month
from indicators.domain.reconciling.causes import Cause, Explanation
from indicators.domain.reconciling.coincidence import LIKELIEST, LIKELIEST_LEAD
from indicators.domain.reconciling.columns import Column, Rounding
from indicators.domain.reconciling.figures import Beside

# Of zeros alone: in how many months that differ they must have taken something away.
FEWEST_COARSE = 3


def roundings(beside: Beside) -> list[Explanation]:
    """One for each month whose figure is ours rounded, in the way that fits more of them."""
    return [*_of_form(beside, as_pair=True), *_of_form(beside, as_pair=False)]


def _of_form(beside: Beside, *, as_pair: bool) -> Sequence[Explanation]:
    differing = [month for month in beside.differing if beside.is_pair(month) is as_pair]
    if not differing:
        return ()
    fitting = {way: [month for month in differing if _fits(beside, month, way)] for way in Rounding}
    way = max(Rounding, key=lambda each: len(fitting[each]))
    found, columns = fitting[way], beside.columns(differing[0])
    is_coarse = any(each.is_coarse for each in columns)
    different = len({_both(beside, month) for month in differing})
    distinct = {_both(beside, month): month for month in found}
    chance = Fraction(comb(different, len(distinct)) * (1 if way is Rounding.NEAREST else 2))
    for month in distinct.values():
        chance *= _coincidence(beside, month, is_claim=is_coarse or way is Rounding.CUT)
    if chance > LIKELIEST_LEAD:
        return ()
    is_enough = chance <= LIKELIEST and (not is_coarse or len(distinct) >= FEWEST_COARSE)
    return [Explanation(Cause.ROUNDING, chance, months=(month,), is_enough=is_enough) for month in found]


def _both(beside: Beside, month: Month) -> tuple[object, object]:
    return beside.their_numbers(month), beside.our_numbers(month, as_pair=beside.is_pair(month))


def _fits(beside: Beside, month: Month, way: Rounding) -> bool:
    theirs = beside.their_numbers(month) or ()
    ours = beside.our_numbers(month, as_pair=beside.is_pair(month)) or ()
    return all(
        their == our or (their != 0 and column.is_rounding(their, our, way))
        for their, our, column in zip(theirs, ours, beside.columns(month), strict=True)
    )


def _coincidence(beside: Beside, month: Month, *, is_claim: bool) -> Fraction:
    """That a figure from elsewhere would be as near."""
    chance = Fraction(1)
    theirs = beside.their_numbers(month) or ()
    ours = beside.our_numbers(month, as_pair=beside.is_pair(month)) or ()
    for their, our, column in zip(theirs, ours, beside.columns(month), strict=True):
        if their != our:
            chance *= min(Fraction(1), column.step_of(their) / _width(their, column, is_claim=is_claim))
    return chance


def _width(their: Fraction, column: Column, *, is_claim: bool) -> Fraction:
    size = abs(their)
    return min(column.spread or size, size) if is_claim else max(column.spread, size)
