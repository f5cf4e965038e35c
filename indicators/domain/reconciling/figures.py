"""Two sets of monthly figures of one indicator, as exact numbers that can be compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from cpg.shared.periods import Month
from indicators.domain.exact import half_up
from indicators.domain.model import Aggregation, Amount, Fact, Pair

# A value, or the two parts of a ratio.
type Numbers = tuple[Fraction, ...]
# With fewer different figures, zeros at their end may be there by chance.
FEWEST_ROUNDED = 3


@dataclass(frozen=True, slots=True)
class OurVersion:
    """What a month held from that day on; None once it was emptied."""

    fact: Fact | None
    recorded_on: date
    is_validated: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """How fine the figures of the other side are. They are rounded to `precision` decimals (below 0: to tens,
    hundreds); `grain` is the smallest step between two of them, `spread` how far apart the figures of both sides are.
    """

    precision: int
    grain: Fraction
    spread: Fraction

    def is_rounding(self, theirs: Fraction, exact: Fraction) -> bool:
        """Whether their figure is this one rounded half up, or cut, to the decimals that theirs have."""
        power = Fraction(10) ** self.precision
        scaled = exact * power
        nearest = half_up(scaled.numerator, scaled.denominator)
        return theirs * power in {nearest, int(scaled)}


@dataclass(frozen=True)
class Beside:
    """One indicator. `ours` has every version of a month, the oldest first; `months` are those to compare, the others
    only serve as evidence. `decimals` is how many their values were written with.
    """

    aggregation: Aggregation
    unit: str
    ours: Mapping[Month, Sequence[OurVersion]]
    theirs: Mapping[Month, Fact]
    months: Sequence[Month]
    decimals: int = 0
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

    @cached_property
    def _pair_columns(self) -> Sequence[Column]:
        return self._columns(as_pair=True, written=0)

    @cached_property
    def _value_columns(self) -> Sequence[Column]:
        return self._columns(as_pair=False, written=self.decimals)

    def _columns(self, *, as_pair: bool, written: int) -> Sequence[Column]:
        theirs = [
            found
            for month in self.theirs
            if self.is_pair(month) is as_pair and (found := self.their_numbers(month)) is not None
        ]
        ours = [
            found for month in self.ours if (found := self.our_numbers(month, as_pair=as_pair)) is not None
        ]
        return [
            _column([each[rank] for each in theirs], [each[rank] for each in ours], written)
            for rank in range(2 if as_pair else 1)
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


def _column(theirs: Sequence[Fraction], ours: Sequence[Fraction], written: int) -> Column:
    power = _finest(theirs)
    is_rounded_up = power < 0 and len({each for each in theirs if each}) >= FEWEST_ROUNDED
    precision = power if is_rounded_up and not written else max(power, written, 0)
    return Column(precision, Fraction(10) ** -power, _spread([*theirs, *ours]))


def _finest(numbers: Iterable[Fraction]) -> int:
    """How many decimals hold all of them; below 0 where all end with zeros. They are decimals, and so never thirds."""
    found = [_decimals(each) for each in numbers if each]
    return max(found, default=0)


def _decimals(number: Fraction) -> int:
    if number.denominator > 1:
        decimals = 1
        while number.denominator > 1 and (number * 10**decimals).denominator > 1 and decimals < LONGEST:
            decimals += 1
        return decimals
    zeros, whole = 0, abs(number.numerator)
    while whole % 10 == 0:
        whole, zeros = whole // 10, zeros + 1
    return -zeros


# A rate of theirs that was given as its two parts may have no last decimal.
LONGEST = 6


def _spread(numbers: Sequence[Fraction]) -> Fraction:
    """Between the tenth part below and the tenth part above, so that one outlier does not make it wide."""
    if not numbers:
        return Fraction(0)
    ordered = sorted(numbers)
    edge = len(ordered) // 10
    return ordered[-1 - edge] - ordered[edge]
