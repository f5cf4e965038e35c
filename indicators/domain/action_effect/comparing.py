"""Periods since a start beside what those before it made likely: the difference, and how uncertain it is (RC-28)."""

from dataclasses import dataclass
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.action_effect.periods import Around, Values, size
from indicators.domain.action_effect.widths import FLOOR, WHOLE
from indicators.domain.model import Definition


@dataclass(frozen=True, slots=True)
class ComparedPeriod:
    """A period since the start, by its last month: its value, that of a year before, what was likely without the
    action, and what was declared of it.
    """

    month: Month
    value: Fraction
    year_before: Fraction
    likely: Fraction
    declared: Fraction

    @property
    def difference(self) -> Fraction:
        return self.value - self.likely


@dataclass(frozen=True, slots=True)
class Before:
    """The periods of the year before the start: how far each was from a year before, the `drift` that is kept of it for
    the periods after, and the `unit` in which a miss is counted. `compared` of them have both values, `recent` of
    those are in the half year before the start.
    """

    compared: int
    recent: int
    drift: Fraction
    unit: Fraction


def before(values: Values, definition: Definition, found: Around) -> Before:
    """The drift is half of the mean change of the last half year: series that follow all of it miss by more."""
    changes = {
        month: values[month] - values[month.plus(-12)]
        for month in found.before
        if month in values and month.plus(-12) in values
    }
    recent = [changes[each] for each in found.before[len(found.before) // 2 :] if each in changes]
    if not recent:
        return Before(len(changes), 0, Fraction(0), Fraction(0))
    drift = mean(recent) / 2
    usual = mean([abs(each - drift) for each in changes.values()])
    level = mean([size(definition, values[each]) for each in found.before if each in values])
    return Before(len(changes), len(recent), drift, usual + level * FLOOR / WHOLE)


def compared(
    values: Values, found: Around, drift: Fraction, declared: DeclaredEffect, length: int
) -> tuple[ComparedPeriod, ...]:
    """Those since the start that have a value, as the same ones a year before have. What is declared of a period is the
    mean of its months.
    """
    return tuple(
        ComparedPeriod(
            month,
            values[month],
            values[month.plus(-12)],
            values[month.plus(-12)] + drift,
            mean([declared.at(month.plus(-rank)) for rank in range(length)]),
        )
        for month in found.after
        if month in values and month.plus(-12) in values
    )


def mean(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)
