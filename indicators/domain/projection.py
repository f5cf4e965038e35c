"""Project the value of December, and the pace that the rest of the year needs (RC-14, RC-15)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month, months_of_year
from indicators.domain.aggregation import Sums, as_plain_ratio, as_value, sums_of
from indicators.domain.model import Aggregation, Amount, Direction, Pace, Series
from indicators.domain.rounding import half_up, towards_the_objectif
from indicators.domain.windows import Calendar

RECENT_MONTHS = 3
RECENT_SHARE = Fraction(1, 10)
LONGEST_FLOW = 6


@dataclass(frozen=True, slots=True)
class Position:
    """The input of a projection: the value at the end of a month, its sums, and how many months remain."""

    series: Series
    calendar: Calendar
    month: Month
    value: Decimal
    sums: Sums
    remaining: int

    @property
    def expected_denominator(self) -> Fraction:
        """Drem: the denominator expected of the remaining months, at the mean of the reported ones."""
        return self.remaining * self.sums.denominator / self.sums.months


def projection(position: Position) -> Decimal:
    """The value at the end of December if the rest of the year continues like this (RC-14)."""
    definition = position.series.definition
    if position.remaining == 0:
        return position.value
    match definition.aggregation:
        case Aggregation.SOMME:
            exact = _projected_sum(position)
        case Aggregation.CUMUL_CONTRAT:
            exact = _projected_total(position)
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            exact = _projected_ratio(position)
        case Aggregation.DERNIER | Aggregation.ETAT:
            return position.value
    return half_up(exact, definition.decimals)


def pace(position: Position, objectif: Fraction | None) -> Pace | None:
    """What each remaining month must add, or all of them average, to reach the objectif of December (RC-15)."""
    definition = position.series.definition
    if (
        objectif is None
        or position.remaining == 0
        or definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT)
    ):
        return None
    if definition.aggregation.takes_pair:
        decimals, exact = definition.decimals, _required_ratio(position, objectif)
    else:
        decimals = definition.decimals + 2
        exact = (objectif - Fraction(position.value)) / position.remaining
    rounded = towards_the_objectif(exact, decimals, definition.direction)
    return _bounded(position.series, rounded, decimals)


def average_so_far(position: Position) -> Decimal | None:
    """The average month since January, to compare with a pace: for a ratio the value to date, for a last value None."""
    definition, month, calendar = position.series.definition, position.month, position.calendar
    if definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT):
        return None
    if definition.aggregation.takes_pair:
        return position.value
    year = calendar.reported_in(months_of_year(month.year)[: month.number])
    elapsed = calendar.counted_months(month.year, month.number)
    return half_up(sums_of(position.series, year).total / elapsed, definition.decimals) if elapsed else None


def follows_last_year(position: Position) -> bool:
    """Whether the projection of a sum follows the seasons of the previous year (RC-14)."""
    return position.series.definition.aggregation is Aggregation.SOMME and _growth(position) is not None


def _projected_sum(position: Position) -> Fraction:
    """Follow last year's growth if that year is complete and similar enough, else extrapolate by months."""
    value, calendar, month = Fraction(position.value), position.calendar, position.month
    growth = _growth(position)
    if growth is not None:
        return value * growth
    elapsed = calendar.counted_months(month.year, month.number)
    return value * calendar.counted_months(month.year, 12) / elapsed


def _growth(position: Position) -> Fraction | None:
    """P(12)/P(M) of last year; None if last year cannot be followed."""
    last_year = _last_year(position)
    if last_year is None:
        return None
    so_far, whole = sum(last_year[: position.month.number]), sum(last_year)
    # A year of which less than half the proportional share was done by now would multiply the value too much.
    if whole == 0 or so_far == 0 or Fraction(so_far) / whole < Fraction(position.month.number, 24):
        return None
    return Fraction(whole) / so_far


def _last_year(position: Position) -> list[Fraction] | None:
    """The twelve values of the previous year, 0 for a month neutralised this year; None when one is missing."""
    previous = months_of_year(position.month.year - 1)
    if not all(month in position.calendar.reported for month in previous):
        return None
    facts = [position.series.facts[month] for month in previous]
    return [
        Fraction(0)
        if month.plus(12) in position.calendar.neutralised or not isinstance(fact, Amount)
        else Fraction(fact.value)
        for month, fact in zip(previous, facts, strict=True)
    ]


def _projected_total(position: Position) -> Fraction:
    window = position.calendar.window(position.month)
    counted = [month for month in window if month not in position.calendar.neutralised]
    latest = counted[-LONGEST_FLOW:]
    flow = sums_of(position.series, position.calendar.reported_in(latest)).total
    return Fraction(position.value) + position.remaining * flow / len(latest)


def _projected_ratio(position: Position) -> Fraction:
    sums, expected = position.sums, position.expected_denominator
    plain = (sums.numerator + _recent_ratio(position) * expected) / (sums.denominator + expected)
    return as_value(position.series.definition, plain)


def _recent_ratio(position: Position) -> Fraction:
    """The ratio of the last three reported months, or of the year where those weigh less than a tenth of it."""
    reported = position.calendar.reported_in(position.calendar.window(position.month))
    recent = sums_of(position.series, reported[-RECENT_MONTHS:])
    if recent.denominator < RECENT_SHARE * position.sums.denominator:
        return position.sums.numerator / position.sums.denominator
    return recent.numerator / recent.denominator


def _required_ratio(position: Position, objectif: Fraction) -> Fraction:
    sums, expected = position.sums, position.expected_denominator
    definition = position.series.definition
    wanted = as_plain_ratio(definition, objectif) * (sums.denominator + expected)
    return as_value(definition, (wanted - sums.numerator) / expected)


def _bounded(series: Series, rounded: Decimal, decimals: int) -> Pace:
    """Bound a pace by what is possible: beyond it, out of reach; below it, the least that can happen."""
    definition = series.definition
    least = -100 if definition.aggregation is Aggregation.EVOLUTION else 0
    is_share = definition.aggregation is Aggregation.RATIO and definition.unit == "%"
    if definition.direction is Direction.HAUSSE:
        if is_share and rounded > 100:
            return Pace(None, out_of_reach=True)
        return Pace(half_up(Fraction(max(rounded, Decimal(least))), decimals))
    if rounded < least:
        return Pace(None, out_of_reach=True)
    return Pace(half_up(Fraction(min(rounded, Decimal(100)) if is_share else rounded), decimals))
