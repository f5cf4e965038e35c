"""Starts of actions that never were: what RC-28 would have seen of public series since each of them."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from bench.chances.series import Named, as_indicator, rates, sums
from indicators.domain.action_effect.comparing import before, compared, mean
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.action_effect.periods import around, own_values, size
from indicators.domain.action_effect.seeing import fewest_after
from indicators.domain.action_effect.widths import Kind
from indicators.domain.model import Aggregation

LENGTHS = (1, 3)
# Months from one start to the next: the starts of quarters.
STEP = 3
# How the same public series are read as each kind but rates.
READ_AS = {
    Kind.AMOUNT: Aggregation.SOMME,
    Kind.EVOLUTION: Aggregation.EVOLUTION,
    Kind.LEVEL: Aggregation.DERNIER,
}


class Placebo(NamedTuple):
    """An estimate over so many periods where there was no effect; the unit of the series, and its mean level before."""

    periods: int
    estimate: Fraction
    unit: Fraction
    level: Fraction


def of_kind(directory: Path, kind: Kind) -> list[tuple[Named, Aggregation]]:
    """The series that a kind of figure is read from; evolutions compare them with their own first year."""
    if kind is Kind.RATE:
        found = [*rates(directory), *rates(directory, "admissions")]
        return [(each, Aggregation.RATIO) for each in found]
    return [(each, READ_AS[kind]) for each in sums(directory)]


def placebos(named: Named, aggregation: Aggregation, length: int) -> Iterator[Placebo]:
    """At each start that has two whole years before it; of the year after it, from the fewest periods on."""
    series = as_indicator(named, aggregation, length, named.first)
    values = own_values(series)
    if not values:
        return
    first, last = min(series.facts), max(series.facts)
    start = first.plus(24 + (1 - first.number) % STEP)
    while start <= last:
        found = around(start, length)
        past = before(values, series.definition, found)
        periods = compared(values, found, past.drift, DeclaredEffect(Decimal(1), start, start), length)
        if past.compared == len(found.before) and past.unit:
            level = mean([size(series.definition, values[each]) for each in found.before])
            for count in range(fewest_after(length), len(periods) + 1):
                seen = mean([each.difference for each in periods[:count]])
                yield Placebo(count, seen, past.unit, level)
        start = start.plus(STEP)
