"""What their figures would be if a cause held, tried over runs of months.

Each month of a run that differs makes a coincidence less likely. Months that agree anyway break no run and prove
nothing; nor does a figure that the run has already.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from cpg.shared.periods import Month, months_between
from indicators.domain.reconciling.causes import Cause, Explanation, Scope, Window
from indicators.domain.reconciling.coincidence import (
    LIKELIEST,
    LIKELIEST_LEAD,
    coincidence,
    places,
    same_digits,
)
from indicators.domain.reconciling.figures import Beside, Numbers

# With fewer months that differ there is no telling a shift from a figure that was not brought up to date, nor a scale
# that nobody counts in from a slip of the keyboard.
SHORTEST_RUN = 3
# An earlier version is what is expected first, and is known of that very month.
EXPECTED = Fraction(1, 20)
FARTHEST_SHIFT = 12
POWERS = (1, 2, 3, 6)
THOUSANDS = {3, 6}

type Predicted = Callable[[Month], Numbers | None]
type Chance = Callable[[Beside, Month, Numbers], Fraction]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`predicted` is what their figure would be; None where the cause says nothing of the month. `chance` is how likely
    one coincidence is, `weight` among how many such hypotheses this one was found, `fewest` in how many months that
    differ it must hold.
    """

    explanation: Explanation
    predicted: Predicted
    weight: Fraction
    chance: Chance = coincidence
    fewest: int = 1


def explanations(beside: Beside, hypothesis: Hypothesis) -> Iterator[Explanation]:
    """The runs in which the hypothesis holds: proved ones, and those that are no more than a lead."""
    for run in _runs(beside, hypothesis):
        months = tuple(month for month in run if month in set(beside.differing))
        if not months:
            continue
        distinct = {beside.their_numbers(each): each for each in reversed(months)}.values()
        chance = hypothesis.weight * places(beside, months)
        for month in distinct:
            chance *= hypothesis.chance(beside, month, hypothesis.predicted(month) or ())
        if chance <= LIKELIEST_LEAD:
            is_enough = chance <= LIKELIEST and len(distinct) >= hypothesis.fewest
            yield replace(hypothesis.explanation, months=months, chance=chance, is_enough=is_enough)


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


def of_size(beside: Beside, month: Month, candidate: Numbers) -> Fraction:
    return coincidence(beside, month, candidate, is_of_size=True)


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
            found = Explanation(Cause.SHIFTED, weight, shift=shift)
            yield Hypothesis(found, predicted, weight, fewest=SHORTEST_RUN)


def _powers(beside: Beside) -> Iterator[Hypothesis]:
    """Thousands for units, percent for a fraction of one; and the other sign."""
    for size in POWERS:
        for power in (size, -size):
            is_usual = size in THOUSANDS or (size == 2 and beside.unit == "%")
            found = Explanation(Cause.SCOPE, Fraction(1), scope=Scope.POWER, number=Fraction(10) ** power)
            yield _times(beside, found, 1 if is_usual else SHORTEST_RUN)
    yield _times(beside, Explanation(Cause.SCOPE, Fraction(1), scope=Scope.SIGN, number=Fraction(-1)), 1)


def _times(beside: Beside, explanation: Explanation, fewest: int) -> Hypothesis:
    factor = explanation.number or 1

    def predicted(month: Month) -> Numbers | None:
        numbers = beside.our_numbers(month, as_pair=beside.is_pair(month))
        return None if numbers is None else tuple(factor * each for each in numbers)

    return Hypothesis(explanation, predicted, Fraction(1), same_digits, fewest)


def _sums(beside: Beside) -> Iterator[Hypothesis]:
    if beside.aggregation.is_last_value or not beside.ours:
        return
    for window in Window:

        def predicted(month: Month, window: Window = window) -> Numbers | None:
            return _sum(beside, month, window)

        found = Explanation(Cause.SCOPE, Fraction(1), scope=Scope.TO_DATE, window=window)
        is_rate = beside.aggregation.takes_pair
        yield Hypothesis(
            found,
            predicted,
            Fraction(len(Window)),
            coincidence if is_rate else of_size,
            # Of the rate of several months none is far.
            SHORTEST_RUN if is_rate else 1,
        )


def _sum(beside: Beside, month: Month, window: Window) -> Numbers | None:
    """Of the months up to this one; None where it would be the month alone, or those before it alone."""
    months = _window(beside, month, window)
    parts = beside.aggregation.takes_pair
    held = [each for at in months if any(each := beside.our_numbers(at, as_pair=parts) or ())]
    if len(held) < 2 or not any(beside.our_numbers(month, as_pair=parts) or ()):
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

    found = Explanation(Cause.SCOPE, Fraction(1), scope=Scope.SWAPPED)
    return Hypothesis(found, predicted, Fraction(1), of_size)


def correction(beside: Beside, month: Month) -> Explanation | None:
    """The latest of the earlier versions that is their figure, if we held it when their file came."""
    versions, as_pair = beside.ours[month], beside.is_pair(month)
    earlier_ones = [
        each
        for each in pairwise(versions)
        if each[0].fact != each[1].fact
        and (beside.received_on is None or each[0].recorded_on <= beside.received_on)
    ]
    for earlier, later in reversed(earlier_ones):
        numbers = beside.numbers(earlier.fact, as_pair=as_pair)
        if numbers is None or not beside.are_alike(month, numbers):
            continue
        chance = len(earlier_ones) * coincidence(beside, month, numbers)
        if chance > LIKELIEST_LEAD:
            return None
        return Explanation(
            Cause.CORRECTED, EXPECTED * chance, months=(month,), version=earlier, replaced_by=later
        )
    return None
