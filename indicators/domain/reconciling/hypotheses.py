"""What their figures would be if a cause held, tried over runs of months.

Each month of a run that differs makes a coincidence less likely: by the grain of the figures over how far apart they
are. Months that agree anyway break no run and prove nothing; nor does a figure that the run has already.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from cpg.shared.periods import Month, months_between
from indicators.domain.reconciling.causes import Cause, Explanation, Scope, Window
from indicators.domain.reconciling.figures import Beside, Numbers

# How likely a coincidence may be for a cause to be named all the same.
LIKELIEST = Fraction(1, 50)
# A rounded figure and an earlier version are what is expected first, and are known of that very month.
EXPECTED = Fraction(1, 20)
FARTHEST_SHIFT = 12
POWERS = (1, 2, 3, 6)
THOUSANDS = {3, 6}


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`predicted` is what their figure would be; None where the cause says nothing of the month. `weight` is among how
    many such hypotheses this one was found; `is_of_size`: any figure of that size could have been there instead.
    """

    explanation: Explanation
    predicted: Callable[[Month], Numbers | None]
    weight: Fraction
    is_of_size: bool = False


def explanations(beside: Beside, hypothesis: Hypothesis) -> Iterator[Explanation]:
    """The runs in which the hypothesis holds and that are no likely coincidence."""
    for run in _runs(beside, hypothesis):
        months = tuple(month for month in run if month in set(beside.differing))
        if not months:
            continue
        chance = hypothesis.weight
        for month in {beside.their_numbers(each): each for each in reversed(months)}.values():
            chance *= coincidence(beside, month, is_of_size=hypothesis.is_of_size)
        if chance <= LIKELIEST:
            yield replace(hypothesis.explanation, months=months, chance=chance)


def _runs(beside: Beside, hypothesis: Hypothesis) -> Iterator[list[Month]]:
    run: list[Month] = []
    for month in beside.compared:
        candidate = hypothesis.predicted(month)
        if candidate is not None and beside.are_alike(month, candidate):
            run.append(month)
            continue
        yield run
        run = []
    yield run


def coincidence(beside: Beside, month: Month, *, is_of_size: bool) -> Fraction:
    """How likely a figure that comes from elsewhere would be the same."""
    chance = Fraction(1)
    numbers = beside.their_numbers(month) or ()
    for number, column in zip(numbers, beside.columns(month), strict=False):
        width = abs(number) if is_of_size else column.spread
        chance *= min(Fraction(1), column.grain / width) if width else 1
    return chance


def hypotheses(beside: Beside) -> Iterator[Hypothesis]:
    yield from _shifts(beside)
    yield from _powers(beside)
    yield from _sums(beside)
    if beside.aggregation.takes_pair:
        yield _swapped(beside)


def _shifts(beside: Beside) -> Iterator[Hypothesis]:
    for size in range(1, FARTHEST_SHIFT + 1):
        for shift in (size, -size):

            def predicted(month: Month, shift: int = shift) -> Numbers | None:
                return beside.our_numbers(month.plus(shift), as_pair=beside.is_pair(month))

            weight = Fraction(2 if size == 1 else 2 * FARTHEST_SHIFT)
            yield Hypothesis(Explanation(Cause.SHIFTED, weight, shift=shift), predicted, weight)


def _powers(beside: Beside) -> Iterator[Hypothesis]:
    """Thousands for units, percent for a fraction of one; and the other sign."""
    for size in POWERS:
        for power in (size, -size):
            is_usual = size in THOUSANDS or (size == 2 and beside.unit == "%")
            found = Explanation(Cause.SCOPE, Fraction(1), scope=Scope.POWER, number=Fraction(10) ** power)
            yield _times(beside, found, Fraction(1 if is_usual else 4))
    yield _times(
        beside, Explanation(Cause.SCOPE, Fraction(1), scope=Scope.SIGN, number=Fraction(-1)), Fraction(1)
    )


def _times(beside: Beside, explanation: Explanation, weight: Fraction) -> Hypothesis:
    factor = explanation.number or 1

    def predicted(month: Month) -> Numbers | None:
        numbers = beside.our_numbers(month, as_pair=beside.is_pair(month))
        return None if numbers is None else tuple(factor * each for each in numbers)

    return Hypothesis(explanation, predicted, weight, is_of_size=True)


def _sums(beside: Beside) -> Iterator[Hypothesis]:
    if beside.aggregation.is_last_value or not beside.ours:
        return
    for window in Window:

        def predicted(month: Month, window: Window = window) -> Numbers | None:
            return _sum(beside, month, window)

        found = Explanation(Cause.SCOPE, Fraction(1), scope=Scope.TO_DATE, window=window)
        is_of_size = not beside.aggregation.takes_pair
        yield Hypothesis(found, predicted, Fraction(len(Window)), is_of_size=is_of_size)


def _sum(beside: Beside, month: Month, window: Window) -> Numbers | None:
    """Of the months up to this one; None where it would be the month alone."""
    months = _window(beside, month, window)
    parts = beside.aggregation.takes_pair
    held = [each for at in months if (each := beside.our_numbers(at, as_pair=parts)) is not None]
    if len(held) < 2:
        return None
    total = tuple(sum(column, Fraction(0)) for column in zip(*held, strict=True))
    if parts and not beside.is_pair(month):
        return beside.rate(*total)
    return total


def _window(beside: Beside, month: Month, window: Window) -> Sequence[Month]:
    match window:
        case Window.YEAR:
            first = Month(month.year, 1)
        case Window.QUARTER:
            first = month.end_of_quarter_before.plus(1)
        case Window.TWELVE:
            first = month.plus(-11)
        case Window.CONTRACT:
            first = min(beside.ours)
    return list(months_between(first, month))


def _swapped(beside: Beside) -> Hypothesis:
    """The numerator in the place of the denominator."""

    def predicted(month: Month) -> Numbers | None:
        parts = beside.our_numbers(month, as_pair=True)
        if parts is None:
            return None
        numerator, denominator = parts
        return (denominator, numerator) if beside.is_pair(month) else beside.rate(denominator, numerator)

    return Hypothesis(
        Explanation(Cause.SCOPE, Fraction(1), scope=Scope.SWAPPED), predicted, Fraction(1), True
    )


def rounding(beside: Beside, month: Month) -> Explanation | None:
    own = beside.our_numbers(month, as_pair=beside.is_pair(month))
    if own is None or not beside.are_alike(month, own):
        return None
    chance = EXPECTED * coincidence(beside, month, is_of_size=False)
    return Explanation(Cause.ROUNDING, chance, months=(month,))


def correction(beside: Beside, month: Month) -> Explanation | None:
    """The latest of the earlier versions that is their figure."""
    versions, as_pair = beside.ours[month], beside.is_pair(month)
    for earlier, later in reversed(list(pairwise(versions))):
        numbers = beside.numbers(earlier.fact, as_pair=as_pair)
        if numbers is None or earlier.fact == later.fact or not beside.are_alike(month, numbers):
            continue
        chance = EXPECTED * coincidence(beside, month, is_of_size=False)
        return Explanation(Cause.CORRECTED, chance, months=(month,), version=earlier, replaced_by=later)
    return None
