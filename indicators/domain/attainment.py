"""Compute the attainment of an indicator at the end of a month, by all the rules together."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month, months_between
from indicators.domain.aggregation import Sums, exact_decimal, sums_of, value_of
from indicators.domain.judgement import POSITION_DECIMALS, is_at_least_as_good, judge, place, score
from indicators.domain.model import Attainment, Direction, Pace, Series, Status
from indicators.domain.projection import Position, pace, projection
from indicators.domain.rounding import half_up
from indicators.domain.targets import TargetsToDate, targets_to_date
from indicators.domain.windows import Calendar, Months, calendar_of


def attain(series: Series, month: Month) -> Attainment:
    """The attainment at the end of one month."""
    return _attain(series, calendar_of(series), month)


def attain_all(series: Series) -> tuple[Attainment, ...]:
    """The attainment of every month of the contract, in order.

    No clock: months to come are computed too, and shown once they are over. So nothing has to be recomputed because
    a day has passed.
    """
    first = Month(series.definition.contract_first_year, 1)
    last = Month(series.definition.contract_last_year, 12)
    return attain_months(series, months_between(first, last))


def attain_months(series: Series, months: Iterable[Month]) -> tuple[Attainment, ...]:
    """The attainment of some months, in the order given."""
    # Reading the calendar costs more than a month: once for all months.
    calendar = calendar_of(series)
    return tuple(_attain(series, calendar, month) for month in months)


@dataclass(frozen=True, slots=True)
class _Reading:
    """Intermediate results for one month that several rules use.

    `is_too_low`: months are missing from a value that accumulates.
    """

    month: Month
    window: Months
    reported: Months
    missing: Months
    sums: Sums
    value: Decimal | None
    targets: TargetsToDate
    is_too_low: bool


def _attain(series: Series, calendar: Calendar, month: Month) -> Attainment:
    reading = _read(series, calendar, month)
    targets, decimals = reading.targets, series.definition.decimals
    status = _status(series, calendar, reading)
    p = _place(reading)
    december, required = _outlook(series, calendar, reading)
    has_pairs = series.definition.aggregation.takes_pair and bool(reading.reported)
    return Attainment(
        month=month,
        status=status,
        value=reading.value,
        quarter_value=_quarter_value(series, calendar, month),
        numerator=exact_decimal(reading.sums.numerator) if has_pairs else None,
        denominator=exact_decimal(reading.sums.denominator) if has_pairs else None,
        months_due=len(calendar.due_in(reading.window)),
        months_reported=len(reading.reported),
        missing=reading.missing,
        no_case=bool(reading.reported) and reading.value is None,
        seuil_annual=_rounded(targets.seuil_annual, decimals),
        objectif_annual=_rounded(targets.objectif_annual, decimals),
        seuil_to_date=_rounded(targets.seuil, decimals + 2),
        objectif_to_date=_rounded(targets.objectif, decimals + 2),
        gap=_rounded(_gap(reading), decimals + 2),
        score=score(status, p, series.definition.credit) if status.is_measured else None,
        position=_rounded(p, POSITION_DECIMALS),
        projection=december,
        pace=required,
        target_version=targets.version,
    )


def _read(series: Series, calendar: Calendar, month: Month) -> _Reading:
    window = calendar.window(month)
    reported = calendar.reported_in(window)
    missing = calendar.missing_in(window)
    sums = sums_of(series, reported)
    return _Reading(
        month=month,
        window=window,
        reported=reported,
        missing=missing,
        sums=sums,
        value=_rounded(value_of(series.definition, sums), series.definition.decimals),
        targets=targets_to_date(series, calendar, month),
        is_too_low=bool(missing) and series.definition.aggregation.accumulates,
    )


def _status(series: Series, calendar: Calendar, reading: _Reading) -> Status:
    """The first case that applies (RC-11). The order matters: it is that of the rule."""
    objectif = reading.targets.objectif
    if calendar.is_all_neutralised(reading.window):
        return Status.NEUTRALISE
    if objectif is None:
        return Status.SANS_OBJECTIF
    if reading.value is None:
        return Status.NON_RENSEIGNE if calendar.due_in(reading.window) else Status.NON_ECHU
    direction, value = series.definition.direction, Fraction(reading.value)
    if reading.is_too_low:
        # Too low and yet at the objectif: the missing months can only add to it.
        reached = direction is Direction.HAUSSE and is_at_least_as_good(direction, value, objectif)
        return Status.ATTEINT if reached else Status.INCOMPLET
    return judge(direction, value, reading.targets.seuil, objectif)


def _place(reading: _Reading) -> Fraction | None:
    if reading.value is None or reading.targets.objectif is None:
        return None
    return place(Fraction(reading.value), reading.targets.seuil, reading.targets.objectif)


def _gap(reading: _Reading) -> Fraction | None:
    """Value minus objectif to date; none while a value that accumulates is too low (RC-9)."""
    if reading.value is None or reading.targets.objectif is None or reading.is_too_low:
        return None
    return Fraction(reading.value) - reading.targets.objectif


def _quarter_value(series: Series, calendar: Calendar, month: Month) -> Decimal | None:
    """The same formula on the quarter's months; none for what accumulates while one is missing (RC-7)."""
    quarter = calendar.quarter(month)
    if series.definition.aggregation.accumulates and calendar.missing_in(quarter):
        return None
    value = value_of(series.definition, sums_of(series, calendar.reported_in(quarter)))
    return _rounded(value, series.definition.decimals)


def position_at(series: Series, month: Month) -> Position | None:
    """The input of projections at the end of a month; None without a value, or while a value that accumulates is
    too low.
    """
    calendar = calendar_of(series)
    return _position(series, calendar, _read(series, calendar, month))


def _position(series: Series, calendar: Calendar, reading: _Reading) -> Position | None:
    if reading.value is None or reading.is_too_low:
        return None
    month, value = reading.month, reading.value
    return Position(series, calendar, month, value, reading.sums, calendar.remaining_months(month))


def _outlook(series: Series, calendar: Calendar, reading: _Reading) -> tuple[Decimal | None, Pace | None]:
    """Projection and pace; neither without a value, nor while what accumulates is too low (RC-14, RC-15)."""
    position = _position(series, calendar, reading)
    if position is None:
        return None, None
    december = targets_to_date(series, calendar, Month(reading.month.year, 12))
    return projection(position), pace(position, december.objectif)


def _rounded(number: Fraction | None, decimals: int) -> Decimal | None:
    return None if number is None else half_up(number, decimals)
