"""Project the value of December, and the pace that the rest of the year needs (RC-14, RC-15)."""

from decimal import Decimal
from functools import cached_property

from indicators.domain import past_years
from indicators.domain.aggregation import as_plain_ratio, as_value, published_ratio
from indicators.domain.exact import Quotient, decimal_of, half_up, towards_the_objectif
from indicators.domain.model import Aggregation, Definition, Direction, Pace
from indicators.domain.targets import YearTargets
from indicators.domain.timeline import Timeline

RECENT_MONTHS = 3
RECENT_SHARE = 10
LONGEST_FLOW = 6


class Position:
    """What a projection starts from: the published value at the end of a month, and the months that remain.

    `scaled_value` is the value scaled by the indicator's decimals. `is_floor` says that months are missing from what
    accumulates, so the value is "au moins".
    """

    def __init__(
        self, timeline: Timeline, year: YearTargets | None, index: int, scaled_value: int, *, is_floor: bool
    ) -> None:
        self.timeline, self.year, self.index = timeline, year, index
        self.scaled_value, self.is_floor = scaled_value, is_floor
        self.january = index - index % 12
        self.december = self.january + 11
        # The first month after M'.
        self.next = self.january + (year.counted_months(index) if year else index % 12 + 1)

    @property
    def definition(self) -> Definition:
        return self.timeline.definition

    @property
    def value(self) -> Decimal:
        return decimal_of(self.scaled_value, self.definition.decimals)

    @cached_property
    def remaining(self) -> int:
        """Rem: the live months of the year after M' that are in no reported period."""
        live = self.timeline.live
        return live[self.december + 1] - live[self.remaining_from]

    @cached_property
    def remaining_from(self) -> int:
        """The first month that may remain: after M', and after the current period where it has a value already."""
        if self.timeline.period == 1:
            return self.next
        start = self.index - self.index % self.timeline.period
        is_reported = self.timeline.reported[self.index + 1] > self.timeline.reported[start]
        return max(self.next, start + self.timeline.period) if is_reported else self.next

    @cached_property
    def sums(self) -> Quotient:
        """Numerator and denominator to date, of a ratio or an evolution."""
        timeline = self.timeline
        return (
            timeline.numerators[self.index + 1] - timeline.numerators[self.january],
            timeline.denominators[self.index + 1] - timeline.denominators[self.january],
        )

    @cached_property
    def expected_denominator(self) -> Quotient:
        """Drem: the denominator expected of the remaining months, in the scale of the sums: that of the base year's own
        months for an evolution where they are known, else as many mean months.
        """
        if self.definition.aggregation is Aggregation.EVOLUTION:
            known = self._denominator_a_year_before()
            if known:
                return known, 1
        return self.remaining * self.sums[1], self._covered_months()

    def _denominator_a_year_before(self) -> int:
        """The denominators of the same months a year before; 0 where one of them is not known."""
        timeline, total = self.timeline, 0
        for index in range(self.remaining_from, self.december + 1):
            if timeline.neutralised[index]:
                continue
            before = index - 12
            if before < 0 or not timeline.is_reported(before):
                return 0
            total += timeline.bases[before]
        return total

    def _covered_months(self) -> int:
        """The live months of the year in a period that has a value up to now."""
        timeline, length = self.timeline, self.timeline.period
        if length == 1:
            return timeline.reported[self.index + 1] - timeline.reported[self.january]
        covered = 0
        for start in range(self.january, self.index + 1, length):
            end = min(start + length, self.index + 1)
            if timeline.reported[end] > timeline.reported[start]:
                covered += timeline.live[start + length] - timeline.live[start]
        return covered

    def elapsed_share(self) -> Quotient:
        """W over the live months of the year that do not remain, and over all of them."""
        elapsed = self.timeline.elapsed
        whole = elapsed[self.december + 1] - elapsed[self.january]
        left = elapsed[self.december + 1] - elapsed[self.remaining_from]
        return whole - left, whole

    @cached_property
    def flow_start(self) -> int:
        """The first month whose values may be in the flow of a running total."""
        first_year = self.year.version.first_year if self.year else None
        return 0 if first_year is None else max(0, 12 * (first_year - self.timeline.first_year))

    @cached_property
    def flow_months(self) -> list[int]:
        """The last live months, up to M', whose flow is taken to last."""
        longest = LONGEST_FLOW if self.timeline.period == 1 else 12
        months: list[int] = []
        for index in range(self.next - 1, self.flow_start - 1, -1):
            if not self.timeline.neutralised[index]:
                months.append(index)
                if len(months) == longest:
                    break
        return months


def projection(position: Position) -> Decimal | None:
    """The value at the end of December if the rest of the year continues like this (RC-14)."""
    if position.is_floor and not _has_whole_flow(position):
        return None
    projected = _projected(position)
    return None if projected is None else decimal_of(projected, position.definition.decimals)


def _has_whole_flow(position: Position) -> bool:
    """A floor is projected only where it runs over years and its flow misses nothing."""
    if position.definition.aggregation is not Aggregation.CUMUL_CONTRAT:
        return False
    dues = position.timeline.dues(position.year.version if position.year else None)
    return not any(dues.is_missing(index) for index in position.flow_months)


def _projected(position: Position) -> int | None:
    if position.remaining == 0:
        return position.scaled_value
    match position.definition.aggregation:
        case Aggregation.SOMME:
            return past_years.projected_sum(position)
        case Aggregation.CUMUL_CONTRAT:
            return _projected_total(position)
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            return _projected_ratio(position)
        case Aggregation.DERNIER | Aggregation.ETAT:
            return position.scaled_value


def _projected_total(position: Position) -> int:
    """The remaining months bring as much as the latest ones, each."""
    months, timeline = position.flow_months, position.timeline
    if not months:
        return position.scaled_value
    flow = sum(timeline.amounts[index] for index in months)
    whole, power = len(months) * 10**timeline.decimals, 10**position.definition.decimals
    return half_up(position.scaled_value * whole + position.remaining * flow * power, whole)


def _projected_ratio(position: Position) -> int:
    numerator, denominator = position.sums
    expected, parts = position.expected_denominator
    recent, recent_whole = _recent_ratio(position)
    return published_ratio(
        position.definition,
        (
            numerator * parts * recent_whole + recent * expected,
            (denominator * parts + expected) * recent_whole,
        ),
    )


def _recent_ratio(position: Position) -> Quotient:
    """The ratio of the last three reported months, or of the year where those weigh less than a tenth of it."""
    timeline, (numerator, denominator) = position.timeline, position.sums
    months = timeline.latest_reported(position.january, position.index, RECENT_MONTHS)
    recent = sum(timeline.bases[index] for index in months)
    if RECENT_SHARE * recent < denominator:
        return numerator, denominator
    return sum(timeline.cases[index] for index in months), recent


def pace(position: Position) -> Pace | None:
    """What each remaining month must add, or all of them average, to reach the objectif of December (RC-15)."""
    objectif = position.year.december.objectif if position.year else None
    return None if objectif is None else pace_towards(position, objectif)


def pace_towards(position: Position, target: Quotient) -> Pace | None:
    """The same to reach any target."""
    definition = position.definition
    if position.remaining == 0 or definition.aggregation.is_last_value:
        return None
    if definition.aggregation.takes_pair:
        decimals, required = definition.decimals, _required_ratio(position, target)
    else:
        decimals, required = definition.decimals + 2, _required_month(position, target)
    numerator, denominator = required
    return _bounded(
        definition,
        towards_the_objectif(numerator * 10**decimals, denominator, definition.direction),
        decimals,
    )


def _required_month(position: Position, objectif: Quotient) -> Quotient:
    power = 10**position.definition.decimals
    due, whole = objectif
    return due * power - position.scaled_value * whole, whole * power * position.remaining


def _required_ratio(position: Position, objectif: Quotient) -> Quotient:
    (numerator, denominator), (expected, parts) = position.sums, position.expected_denominator
    wanted, whole = as_plain_ratio(position.definition, objectif)
    needed = wanted * (denominator * parts + expected) - numerator * parts * whole
    return as_value(position.definition, (needed, whole * expected))


def _bounded(definition: Definition, required: int, decimals: int) -> Pace:
    """Bound a pace by what is possible: beyond it, out of reach; below it, the least that can happen."""
    least = -100 * 10**decimals if definition.aggregation is Aggregation.EVOLUTION else 0
    is_bounded_share = (
        definition.aggregation is Aggregation.RATIO
        and definition.unit == "%"
        and definition.numerator_bounded
    )
    most = 100 * 10**decimals
    if definition.direction is Direction.HAUSSE:
        if is_bounded_share and required > most:
            return Pace(None, out_of_reach=True)
        return Pace(decimal_of(max(required, least), decimals))
    if required < least:
        return Pace(None, out_of_reach=True)
    return Pace(decimal_of(min(required, most) if is_bounded_share else required, decimals))


def average_so_far(position: Position) -> Decimal | None:
    """The average month since January, to compare with a pace: for a ratio the value to date, for a last value None."""
    definition, timeline = position.definition, position.timeline
    if definition.aggregation.is_last_value:
        return None
    if definition.aggregation.takes_pair:
        return position.value
    elapsed = timeline.live[position.index + 1] - timeline.live[position.january]
    if not elapsed:
        return None
    total = timeline.values[position.index + 1] - timeline.values[position.january]
    whole = elapsed * 10**timeline.decimals
    return decimal_of(half_up(total * 10**definition.decimals, whole), definition.decimals)
