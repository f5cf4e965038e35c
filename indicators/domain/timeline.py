"""The months of a series as numbers in order, with running sums: all that the rules read, prepared once.

Month 0 is the first January of the contract. `sums[b] - sums[a]` is the sum over the months a..b-1, whatever their
number, so each figure of a month costs the same in the first year and in the last. Facts are integers scaled by
`decimals`.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from itertools import accumulate
from math import lcm, prod

from cpg.shared.periods import Month
from indicators.domain.exact import Quotient, decimals_of
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Amount,
    Fact,
    Pair,
    Series,
    SignedVersion,
)

type Running = list[int]
NEVER = -1


def running(amounts: Sequence[int] | list[bool]) -> Running:
    """The sums before each index: one more than the amounts, 0 first."""
    return list(accumulate(amounts, initial=0))


class Dues:
    """The due months under one first year, each the end of a period (RC-2). None of them without a first year.

    `due` are neither neutralised nor marked `sans_objet`; `missing` are due and their period has no value;
    `without_object` are marked `sans_objet` and not neutralised; `neutralised` are neutralised. Running sums;
    `missing_months` are the missing ones, and `last` the last due month up to each, or NEVER.
    """

    __slots__ = ("due", "last", "missing", "missing_months", "neutralised", "without_object")

    def __init__(self, timeline: "Timeline", first_year: int | None) -> None:
        count, length = timeline.count, timeline.period
        due, missing, without_object, neutralised = ([0] * count for _ in range(4))
        last, latest = [NEVER] * count, NEVER
        start = count if first_year is None else max(0, (first_year - timeline.first_year) * 12)
        reported = timeline.reported
        for end in range(start + length - 1, count, length):
            if timeline.neutralised[end]:
                neutralised[end] = 1
            elif timeline.without_object[end]:
                without_object[end] = 1
            else:
                due[end] = 1
                missing[end] = reported[end + 1] == reported[end - length + 1]
        for index in range(count):
            latest = index if due[index] else latest
            last[index] = latest
        self.due, self.missing = running(due), running(missing)
        self.without_object, self.neutralised = running(without_object), running(neutralised)
        self.last = last
        self.missing_months = [index for index in range(count) if missing[index]]

    def is_missing(self, index: int) -> bool:
        return self.missing[index + 1] > self.missing[index]


class Timeline:
    """A series month by month.

    `reported`, `live` and `elapsed` are running sums: of months with a value, of months that are not neutralised, of
    the profile's weights of live months (in `whole` parts of a year). `numerators`, `denominators` and `values` are
    running sums of facts. `last_reported` is the last month with a value up to each month, or NEVER. A neutralised
    month holds nothing here.
    """

    def __init__(self, series: Series) -> None:
        definition = series.definition
        self.series = series
        self.definition = definition
        self.first_year = definition.contract_first_year
        self.count = 12 * (definition.contract_last_year - self.first_year + 1)
        self.months = months_of_contract(self.first_year, self.count)
        self.period = definition.frequency.months
        self.neutralised = self._neutralised_months()
        self.live = running([not each for each in self.neutralised])
        self._read_facts()
        self._dues: dict[int | None, Dues] = {}
        self._shares: dict[tuple[int, ...], tuple[list[int], int]] = {}

    def index(self, month: Month) -> int:
        return 12 * (month.year - self.first_year) + month.number - 1

    def month(self, index: int) -> Month:
        return self.months[index]

    def holds(self, month: Month) -> bool:
        """Whether the month is one of the contract."""
        return 0 <= self.index(month) < self.count

    def is_neutralised(self, month: Month) -> bool:
        return self.holds(month) and self.neutralised[self.index(month)]

    def is_missing(self, month: Month) -> bool:
        """Whether the month is due, in its own version, and its period has no value (RC-6)."""
        index = self.index(month)
        return self.dues(self.version_at(index)).is_missing(index)

    def window(self, month: Month) -> tuple[Month, ...]:
        """The months whose values make the value to date (RC-4)."""
        index = self.index(month)
        return tuple(self.month(each) for each in range(self.window_start(index), index + 1))

    def counted(self, month: Month) -> tuple[Month, ...]:
        """The months that the value to date is made of, in order: one for a last value."""
        index = self.index(month)
        if self.definition.aggregation is Aggregation.ETAT:
            latest = self.last_reported[index]
            return () if latest == NEVER else (self.month(latest),)
        return tuple(self.month(each) for each in self.reported_in(self.window_start(index), index))

    def dues(self, version: SignedVersion | None) -> Dues:
        """The due months as a version says them (RC-2, RC-10)."""
        first_year = version.first_year if version else None
        if first_year not in self._dues:
            self._dues[first_year] = Dues(self, first_year)
        return self._dues[first_year]

    def window_start(self, index: int) -> int:
        """The first month whose values make the value to date (RC-4)."""
        return 0 if self.definition.aggregation is Aggregation.CUMUL_CONTRAT else index - index % 12

    def is_reported(self, index: int) -> bool:
        return self.reported[index + 1] > self.reported[index]

    def reported_in(self, start: int, index: int) -> list[int]:
        """The months with a value from `start` to `index`, both included."""
        return self.reported_months[self.reported[start] : self.reported[index + 1]]

    def latest_reported(self, start: int, index: int, at_most: int) -> list[int]:
        """The last months with a value from `start` to `index`, no more than that many."""
        return self.reported_in(start, index)[-at_most:]

    @cached_property
    def versions(self) -> list[int]:
        """For each month, the position of its version in `series.versions`; NEVER where none is in force (RC-10).

        Of the versions effective on the month's last day, the last signed of those with the latest date.
        """
        positions = [NEVER] * self.count
        in_order = sorted(enumerate(self.series.versions), key=lambda each: (each[1].effective_from, each[0]))
        for position, version in in_order:
            start = max(0, self.index(Month.of(version.effective_from)))
            positions[start:] = [position] * max(0, self.count - start)
        return positions

    def version_at(self, index: int) -> SignedVersion | None:
        position = self.versions[index]
        return None if position == NEVER else self.series.versions[position]

    @cached_property
    def whole(self) -> int:
        """The number of equal parts of a year in which every month's weight is a whole number of them."""
        denominators = (weight.denominator for weights in self.series.profiles.values() for weight in weights)
        return lcm(12, *denominators)

    @cached_property
    def weights(self) -> list[int]:
        """The weight of each month in its year, in parts of `whole`; 0 for a neutralised month (RC-20)."""
        weights = [self.whole // 12] * self.count
        for year, profile in self.series.profiles.items():
            january = 12 * (year - self.first_year)
            if 0 <= january < self.count:
                weights[january : january + 12] = [
                    weight.numerator * (self.whole // weight.denominator) for weight in profile
                ]
        return [0 if gone else weight for weight, gone in zip(weights, self.neutralised, strict=True)]

    @cached_property
    def elapsed(self) -> Running:
        """W as a running sum over the whole contract, in parts of `whole`."""
        return running(self.weights)

    def shares(self, januaries: tuple[int, ...]) -> tuple[list[int], int]:
        """The mean share of each month in its year over some years, as twelve integers over one whole (RC-14)."""
        if januaries not in self._shares:
            sums = [self.values[january + 12] - self.values[january] for january in januaries]
            product = prod(sums)
            shares = [
                sum(
                    self.amounts[january + place] * (product // total)
                    for january, total in zip(januaries, sums, strict=True)
                )
                for place in range(12)
            ]
            self._shares[januaries] = shares, product * len(januaries)
        return self._shares[januaries]

    def _neutralised_months(self) -> list[bool]:
        """Every month of the neutralised periods; a neutralisation names the month that ends one (RC-3)."""
        gone = [False] * self.count
        for month in self.series.neutralised:
            if month.number % self.period:
                continue
            end = self.index(month)
            for index in range(max(0, end - self.period + 1), min(end + 1, self.count)):
                gone[index] = True
        return gone

    def _read_facts(self) -> None:
        """Every number is taken apart once: this is most of what a timeline costs."""
        read = [(month, fact, _ratios(fact)) for month, fact in self.series.facts.items()]
        self.decimals = decimals_of({denominator for _, _, ratios in read for _, denominator in ratios})
        power = 10**self.decimals
        self.cases, self.bases, self.amounts = ([0] * self.count for _ in range(3))
        held, self.without_object = [False] * self.count, [False] * self.count
        for month, fact, ratios in read:
            index = self.index(month)
            if not 0 <= index < self.count or self.neutralised[index]:
                continue
            if isinstance(fact, Absence):
                self.without_object[index] = fact.kind is AbsenceKind.SANS_OBJET
                continue
            held[index] = True
            scaled = [numerator * (power // denominator) for numerator, denominator in ratios]
            if isinstance(fact, Pair):
                self.cases[index], self.bases[index] = scaled
            else:
                self.amounts[index] = scaled[0]
        self.reported = running(held)
        self.reported_months = [index for index, is_held in enumerate(held) if is_held]
        reported = (index if is_held else NEVER for index, is_held in enumerate(held))
        self.last_reported = list(accumulate(reported, max))
        self.numerators, self.denominators = running(self.cases), running(self.bases)
        self.values = running(self.amounts)


def _ratios(fact: Fact) -> tuple[Quotient, ...]:
    """Its numbers, exact: two of a pair, one of an amount, none of an absence."""
    if isinstance(fact, Pair):
        return fact.numerator.as_integer_ratio(), fact.denominator.as_integer_ratio()
    return (fact.value.as_integer_ratio(),) if isinstance(fact, Amount) else ()


@cache
def months_of_contract(first_year: int, count: int) -> tuple[Month, ...]:
    """The months of a contract in order. Kept: every series of a contract has the same, and making one is slow."""
    return tuple(Month(first_year + index // 12, index % 12 + 1) for index in range(count))
