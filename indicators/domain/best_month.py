"""The best month that a contract ever reported, beside which a required pace is shown (RC-15)."""

from dataclasses import dataclass
from decimal import Decimal

from cpg.shared.periods import Month
from indicators.domain.aggregation import as_value
from indicators.domain.exact import Quotient, decimal_of, half_up, towards_the_objectif
from indicators.domain.judgement import is_at_least_as_good
from indicators.domain.model import Definition, Pace
from indicators.domain.timeline import Timeline

# A month with fewer cases than this part of the usual number is no proof of what can be done.
LEAST_PART_OF_USUAL = 4


@dataclass(frozen=True, slots=True)
class BestMonth:
    """`month` ends the period; `value` is exact: of what accumulates, what the period brought a month."""

    definition: Definition
    month: Month
    value: Quotient

    @property
    def published(self) -> Decimal:
        numerator, denominator = self.value
        decimals = self.definition.decimals
        return decimal_of(half_up(numerator * 10**decimals, denominator), decimals)

    def is_as_good_as(self, pace: Pace) -> bool:
        """Whether a month has done what the pace asks. Both are rounded the same way: rounding alone makes no pace
        one that was never done.
        """
        if pace.value is None:
            return False
        decimals = -int(pace.value.as_tuple().exponent)
        numerator, denominator = self.value
        done = decimal_of(
            towards_the_objectif(numerator * 10**decimals, denominator, self.definition.direction), decimals
        )
        return done >= pace.value if self.definition.rises else done <= pace.value


def best_month(timeline: Timeline, month: Month) -> BestMonth | None:
    """From the start of the contract to a month; of equals the latest. None where a pace has no meaning, or nothing
    was reported.
    """
    definition = timeline.definition
    if definition.aggregation.is_last_value:
        return None
    found = _of_pairs(timeline, month) if definition.aggregation.takes_pair else _of_amounts(timeline, month)
    best: tuple[int, Quotient] | None = None
    for index, value in found:
        if best is None or is_at_least_as_good(definition.direction, value, best[1]):
            best = index, value
    return None if best is None else BestMonth(definition, timeline.month(best[0]), best[1])


def _of_pairs(timeline: Timeline, month: Month) -> list[tuple[int, Quotient]]:
    """The months with at least a quarter of the median denominator."""
    months = [index for index in timeline.reported_in(0, timeline.index(month)) if timeline.bases[index] > 0]
    if not months:
        return []
    bases = sorted(timeline.bases[index] for index in months)
    twice_the_median = bases[(len(bases) - 1) // 2] + bases[len(bases) // 2]
    return [
        (index, as_value(timeline.definition, (timeline.cases[index], timeline.bases[index])))
        for index in months
        if 2 * LEAST_PART_OF_USUAL * timeline.bases[index] >= twice_the_median
    ]


def _of_amounts(timeline: Timeline, month: Month) -> list[tuple[int, Quotient]]:
    """What each whole period with a value brought, a month."""
    length, power = timeline.period, 10**timeline.decimals
    return [
        (end, (timeline.values[end + 1] - timeline.values[end - length + 1], length * power))
        for end in range(length - 1, timeline.index(month) + 1, length)
        if timeline.reported[end + 1] > timeline.reported[end - length + 1]
    ]
