"""The facts and figures of an indicator in the two years before a month: what an entry is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from cpg.shared.periods import Month
from indicators.domain import likely
from indicators.domain.aggregation import month_value
from indicators.domain.exact import decimals_needed, scaled
from indicators.domain.model import Absence, Aggregation, Amount, Fact, Pair, Series
from indicators.domain.signed_level import Asked, asked_of

MONTHS_LOOKED_AT = 24
# A series that takes zeros or negative figures has no ratios: six times the median deviation is far.
DEVIATIONS = 6
LEAST_DEVIATION = 100


@dataclass(frozen=True)
class Usual:
    """`by_month` are the facts of the 24 months before, from the oldest on; None where a month has no value."""

    series: Series
    month: Month
    by_month: tuple[Fact | None, ...]
    _decided: dict[tuple[Decimal, int], bool] = field(default_factory=dict)

    @classmethod
    def before(cls, series: Series, month: Month) -> "Usual":
        months = (month.plus(-count) for count in range(MONTHS_LOOKED_AT, 0, -1))
        return cls(series, month, tuple(_held(series, each) for each in months))

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(each for each in self.by_month if each is not None)

    @cached_property
    def values_by_month(self) -> tuple[Decimal | None, ...]:
        return tuple(month_value(self.series.definition, each) for each in self.by_month)

    @cached_property
    def values(self) -> tuple[Decimal, ...]:
        return tuple(each for each in self.values_by_month if each is not None)

    @cached_property
    def asked(self) -> Asked | None:
        return asked_of(self.series, self.month)

    @property
    def is_enough(self) -> bool:
        """Whether there is a level to compare with."""
        return len(self.values) >= likely.FEWEST

    @property
    def is_percentage(self) -> bool:
        return self.series.definition.unit == "%"

    @property
    def year_so_far(self) -> tuple[Fact, ...]:
        """The facts of the months of the year before the month."""
        count = self.month.number - 1
        return tuple(each for each in self.by_month[MONTHS_LOOKED_AT - count :] if each is not None)

    @property
    def a_year_before(self) -> Decimal | None:
        return self.values_by_month[MONTHS_LOOKED_AT - likely.YEAR]

    def middle(self) -> Fraction:
        ordered = sorted(self.values)
        return Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2

    def is_far(self, value: Decimal, *, nearer: int = 1) -> bool:
        """Whether a value is unlikely in this series; while it is young, what the targets ask is compared too."""
        key = value, nearer
        if key not in self._decided:
            self._decided[key] = (
                self._is_far_from_figures(value, self.values_by_month, nearer)
                if self.is_enough
                else self._is_far_from_targets(Fraction(value))
            )
        return self._decided[key]

    def has_far_denominator(self, denominator: Decimal) -> bool:
        denominators = tuple(each.denominator if isinstance(each, Pair) else None for each in self.by_month)
        return self._is_far_from_figures(denominator, denominators)

    def _is_far_from_targets(self, value: Fraction) -> bool:
        if self.asked is None or not self.asked.is_far(value, is_percentage=self.is_percentage):
            return False
        near = Asked(self.middle(), self.middle()) if self.values else None
        return near is None or near.is_far(value, is_percentage=self.is_percentage)

    def _is_far_from_figures(
        self, value: Decimal, earlier: Sequence[Decimal | None], nearer: int = 1
    ) -> bool:
        definition = self.series.definition
        # An evolution in % is compared as its index: 100 is the base year.
        base = Decimal(100 if definition.aggregation is Aggregation.EVOLUTION else 0)
        known = [each for each in earlier if each is not None]
        power = 10 ** decimals_needed([value, *known])
        figure = scaled(value + base, power)
        figures = [None if each is None else scaled(each + base, power) for each in earlier]
        listed = [each for each in figures if each is not None]
        if figure <= 0 or any(each <= 0 for each in listed):
            return _is_far_by_deviation(figure, listed, nearer)
        return likely.is_far(
            figure,
            figures,
            period=definition.frequency.months,
            least_spread=likely.LEAST_SPREAD_OF_SUMS if definition.accumulates else likely.LEAST_SPREAD,
            nearer=nearer,
        )


def _held(series: Series, month: Month) -> Fact | None:
    """The value of a month; what a neutralised month holds is not usual."""
    fact = series.facts.get(month)
    return None if isinstance(fact, Absence) or month in series.neutralised else fact


def _is_far_by_deviation(figure: int, earlier: Sequence[int], nearer: int) -> bool:
    if len(earlier) < likely.FEWEST:
        return False
    middle = likely.middle(earlier)
    deviation = likely.middle([abs(each - middle) for each in earlier])
    allowed = DEVIATIONS * max(LEAST_DEVIATION * deviation, abs(middle))
    return allowed > 0 and LEAST_DEVIATION * nearer * abs(figure - middle) > allowed


def quantity(fact: Fact) -> Decimal | None:
    """What a month counts: its amount, or the denominator of its pair."""
    match fact:
        case Amount(value):
            return value
        case Pair(_, denominator):
            return denominator
        case _:
            return None
