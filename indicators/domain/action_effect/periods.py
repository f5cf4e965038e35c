"""The own value of each period of a series, and those that a start splits into before and after."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month, period_ending
from indicators.domain.aggregation import as_value
from indicators.domain.model import Aggregation, Amount, Definition, Fact, Pair, Series
from indicators.domain.windows import next_due

type Values = Mapping[Month, Fraction]


@dataclass(frozen=True, slots=True)
class Around:
    """The periods of the year before a start and of the year after it, by their last months, in order.

    Those after are compared with the same ones a year before, which end before the start: a period that the start
    cuts is neither.
    """

    before: tuple[Month, ...]
    after: tuple[Month, ...]

    @property
    def first_read(self) -> Month:
        return self.before[0].plus(-12)


def around(start: Month, length: int) -> Around:
    count = 12 // length
    last_before = start.plus(-1 - start.plus(-1).number % length)
    before = tuple(last_before.plus(-length * rank) for rank in reversed(range(count)))
    first_after = start.plus(-(start.number - 1) % length).plus(length - 1)
    after = (first_after.plus(length * rank) for rank in range(count))
    return Around(before, tuple(each for each in after if each.plus(-12) < start))


def own_values(series: Series) -> dict[Month, Fraction]:
    """Exact, in the unit of the indicator; a period without a value, or of no case at all, has none."""
    definition = series.definition
    length = definition.frequency.months
    ends = sorted({next_due(definition, month) for month in series.facts})
    found = {
        end: _own(
            definition, [series.facts[each] for each in period_ending(end, length) if each in series.facts]
        )
        for end in ends
    }
    return {end: value for end, value in found.items() if value is not None}


def _own(definition: Definition, facts: Iterable[Fact]) -> Fraction | None:
    listed = list(facts)
    if definition.aggregation.takes_pair:
        return _rate(definition, [each for each in listed if isinstance(each, Pair)])
    amounts = [each.value for each in listed if isinstance(each, Amount)]
    if not amounts:
        return None
    return Fraction(sum(amounts, Decimal(0)) if definition.accumulates else amounts[-1])


def _rate(definition: Definition, pairs: list[Pair]) -> Fraction | None:
    numerator = sum(Fraction(each.numerator) for each in pairs)
    denominator = sum(Fraction(each.denominator) for each in pairs)
    if not denominator:
        return None
    ratio = numerator / denominator
    return Fraction(*as_value(definition, (ratio.numerator, ratio.denominator)))


def size(definition: Definition, value: Fraction) -> Fraction:
    """How large a value is; an evolution is counted from 0 %, as the share of the reference that it is."""
    return abs(value + 100 if definition.aggregation is Aggregation.EVOLUTION else value)
