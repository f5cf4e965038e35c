"""Two sets of monthly figures of one indicator, as exact numbers that can be compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from cpg.shared.figures import written_decimals
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Amount, Fact, Pair
from indicators.domain.reconciling.columns import Column, column_of

# A value, or the two parts of a ratio.
type Numbers = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class OurVersion:
    """What a month held from that day on; None once it was emptied."""

    fact: Fact | None
    recorded_on: date
    is_validated: bool = False


@dataclass(frozen=True)
class Beside:
    """One indicator. `ours` has every version of a month, the oldest first; `months` are those to compare, the others
    only serve as evidence. On `received_on` their figures came: what we held later is not where they have them from.
    """

    aggregation: Aggregation
    unit: str
    ours: Mapping[Month, Sequence[OurVersion]]
    theirs: Mapping[Month, Fact]
    months: Sequence[Month]
    received_on: date | None = None
    _known: dict[tuple[Month, bool], Numbers | None] = field(default_factory=dict, compare=False)

    def our_fact(self, month: Month) -> Fact | None:
        versions = self.ours.get(month)
        return versions[-1].fact if versions else None

    def is_pair(self, month: Month) -> bool:
        """Whether both sides have the two parts of the ratio: where one has its value alone, values are compared."""
        return isinstance(self.theirs.get(month), Pair) and isinstance(self.our_fact(month), Pair)

    def numbers(self, fact: Fact | None, *, as_pair: bool) -> Numbers | None:
        """The fact in that form; None where it has no figure, or not this one."""
        match fact:
            case Pair(numerator, denominator) if as_pair:
                return Fraction(numerator), Fraction(denominator)
            case Pair(numerator, denominator):
                return self.rate(Fraction(numerator), Fraction(denominator))
            case Amount(value) if not as_pair:
                return (Fraction(value),)
        return None

    def rate(self, numerator: Fraction, denominator: Fraction) -> Numbers | None:
        if not denominator:
            return None
        if self.aggregation is Aggregation.EVOLUTION:
            return (100 * (numerator / denominator - 1),)
        return ((100 if self.unit == "%" else 1) * numerator / denominator,)

    def their_numbers(self, month: Month) -> Numbers | None:
        return self.numbers(self.theirs.get(month), as_pair=self.is_pair(month))

    def our_numbers(self, month: Month, *, as_pair: bool) -> Numbers | None:
        """What stands in a month, in the form that another one is compared in."""
        key = month, as_pair
        if key not in self._known:
            self._known[key] = self.numbers(self.our_fact(month), as_pair=as_pair)
        return self._known[key]

    def columns(self, month: Month) -> Sequence[Column]:
        return self._pair_columns if self.is_pair(month) else self._value_columns

    @cached_property
    def compared(self) -> list[Month]:
        """The months with a figure on both sides, in order."""
        both = sorted(self.theirs.keys() & self.ours.keys())
        return [
            month
            for month in both
            if self.their_numbers(month) is not None
            and self.our_numbers(month, as_pair=self.is_pair(month)) is not None
        ]

    @cached_property
    def differing(self) -> list[Month]:
        return [
            month
            for month in self.compared
            if self.their_numbers(month) != self.our_numbers(month, as_pair=self.is_pair(month))
        ]

    def repeats(self, month: Month) -> Fraction:
        """How often their figure of the month is one of ours, once more than a single time."""
        as_pair = self.is_pair(month)
        counted = self._pair_counts if as_pair else self._value_counts
        theirs = self.their_numbers(month)
        again = counted[theirs] - 1 if theirs is not None else 0
        return Fraction(max(0, again), max(1, counted.total()))

    @cached_property
    def _pair_counts(self) -> Counter[Numbers]:
        return Counter(self._ours(as_pair=True))

    @cached_property
    def _value_counts(self) -> Counter[Numbers]:
        return Counter(self._ours(as_pair=False))

    @cached_property
    def _pair_columns(self) -> Sequence[Column]:
        return self._columns(as_pair=True)

    @cached_property
    def _value_columns(self) -> Sequence[Column]:
        return self._columns(as_pair=False)

    def _columns(self, *, as_pair: bool) -> Sequence[Column]:
        months = [month for month in self.theirs if self.is_pair(month) is as_pair]
        theirs = [found for month in months if (found := self.their_numbers(month)) is not None]
        ours = self._ours(as_pair=as_pair)
        facts = [] if as_pair else [self.theirs[month] for month in months]
        written = [written_decimals(each.value) for each in facts if isinstance(each, Amount)]
        return [
            column_of([each[rank] for each in theirs], [each[rank] for each in ours], written)
            for rank in range(2 if as_pair else 1)
        ]

    def _ours(self, *, as_pair: bool) -> list[Numbers]:
        return [
            found for month in self.ours if (found := self.our_numbers(month, as_pair=as_pair)) is not None
        ]

    def are_alike(self, month: Month, candidate: Numbers) -> bool:
        """Whether their figure of the month is this one, as it is or rounded to the decimals that theirs have."""
        theirs = self.their_numbers(month)
        if theirs is None or len(theirs) != len(candidate):
            return False
        return all(
            one == other or column.is_rounding(one, other)
            for one, other, column in zip(theirs, candidate, self.columns(month), strict=True)
        )
