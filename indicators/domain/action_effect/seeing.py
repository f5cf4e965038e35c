"""From a series and a declared effect to what was seen since, or why that cannot be said (RC-28)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.action_effect.comparing import Before, ComparedPeriod, before, compared, mean
from indicators.domain.action_effect.declared import DeclaredEffect
from indicators.domain.action_effect.periods import Around, around, own_values
from indicators.domain.action_effect.verdict import Interval, Reason, Verdict, verdict_of
from indicators.domain.action_effect.widths import WHOLE, Kind, Row, is_measured, shipped
from indicators.domain.model import Aggregation, Series

LONGEST_PERIOD = 3


@dataclass(frozen=True, slots=True)
class Disturbances:
    """What else happened: the months in which the definition of the indicator, its profile or its base values were
    changed, the effects that other actions are declared to have on it, and whether the action itself was given up.
    """

    changed: Collection[Month] = ()
    others: Sequence[DeclaredEffect] = ()
    is_given_up: bool = False


NOTHING_ELSE = Disturbances()


@dataclass(frozen=True, slots=True)
class Seen:
    """`declared`, `estimate` and the interval are means over the `periods` compared; `read` are the first and the last
    month that count. Nothing is estimated where a reason other than BOTH holds.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    read: tuple[Month, Month]
    periods: tuple[ComparedPeriod, ...] = ()
    declared: Fraction | None = None
    estimate: Fraction | None = None
    interval: Interval | None = None
    neutralised: tuple[Month, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the reasons are decided on."""

    series: Series
    start: Month
    found: Around
    before: Before
    periods: tuple[ComparedPeriod, ...]
    last: Month

    @property
    def length(self) -> int:
        return self.series.definition.frequency.months

    @property
    def neutralised(self) -> tuple[Month, ...]:
        return tuple(sorted(each for each in self.series.neutralised if self.counts(each)))

    def counts(self, month: Month) -> bool:
        return self.found.first_read <= month <= self.last


def see(series: Series, declared: DeclaredEffect, disturbances: Disturbances = NOTHING_ELSE) -> Seen:
    """The first year since the start beside the two years before it."""
    reading = _read(series, declared)
    reasons = tuple(_reasons(reading, disturbances))
    read = reading.found.first_read, reading.last
    if reasons:
        return Seen(Verdict.UNKNOWN, reasons, read, periods=reading.periods, neutralised=reading.neutralised)
    wanted = mean([each.declared for each in reading.periods])
    estimate = mean([each.difference for each in reading.periods])
    half = reading.before.unit * _width(reading) / WHOLE
    interval = Interval(estimate - half, estimate + half)
    verdict = verdict_of(interval, wanted)
    both = (Reason.BOTH,) if verdict is Verdict.UNKNOWN else ()
    return Seen(verdict, both, read, reading.periods, wanted, estimate, interval)


def _read(series: Series, declared: DeclaredEffect) -> _Reading:
    values, length = own_values(series), series.definition.frequency.months
    found = around(declared.start, min(length, LONGEST_PERIOD))
    past = before(values, series.definition, found)
    periods = compared(values, found, past.drift, declared, length)
    last = periods[-1].month if periods else declared.start
    return _Reading(series, declared.start, found, past, periods, last)


def _reasons(reading: _Reading, disturbances: Disturbances) -> Iterator[Reason]:
    """Those of the action or of the indicator alone say all."""
    aggregation = reading.series.definition.aggregation
    if disturbances.is_given_up:
        yield Reason.GIVEN_UP
    elif aggregation is Aggregation.ETAT:
        yield Reason.LEVEL
    elif not is_measured(Kind.of(aggregation), reading.length):
        yield Reason.RARE
    elif all(month < reading.start for month in reading.series.facts):
        yield Reason.NOT_BEGUN
    else:
        yield from _of_what_happened(reading, disturbances)
        yield from _of_the_months(reading)


def _of_what_happened(reading: _Reading, disturbances: Disturbances) -> Iterator[Reason]:
    if any(overlaps(each, reading.found.first_read, reading.last) for each in disturbances.others):
        yield Reason.OTHER_ACTION
    if any(reading.counts(each) for each in disturbances.changed):
        yield Reason.CHANGED
    if reading.neutralised:
        yield Reason.NEUTRALISED


def overlaps(declared: DeclaredEffect, first: Month, last: Month) -> bool:
    """Whether an effect sets in between two months: later it was not there yet, earlier it was all the time."""
    return declared.start <= last and declared.full >= first


def _of_the_months(reading: _Reading) -> Iterator[Reason]:
    """Three quarters of the year before, half of its last half, and a quarter of a year since, with the same periods a
    year earlier; at least two since.
    """
    count = 12 // reading.length
    past = reading.before
    if 4 * past.compared < 3 * count or 4 * past.recent < count:
        yield Reason.FEW_BEFORE
    elif past.unit == 0:
        yield Reason.STILL
    if len(reading.periods) < fewest_after(reading.length):
        yield Reason.FEW_AFTER


def fewest_after(length: int) -> int:
    return max(2, 12 // length // 4)


def _width(reading: _Reading) -> int:
    kind = Kind.of(reading.series.definition.aggregation)
    return shipped()[Row(kind, reading.length, len(reading.periods))]
