"""A second implementation of the rules of computation: projection to December and required pace."""

from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Direction, Pace, Series
from tests.domain.oracle_rules import (
    amounts,
    denominators,
    downwards,
    first_year_of_window,
    from_plain_ratio,
    half_up,
    has_value,
    is_neutralised,
    months_not_neutralised,
    numerators,
    published_value,
    target_to_date,
    too_incomplete_to_sum,
    upwards,
    window,
    with_a_value,
)


def remaining_months(series: Series, month: Month) -> int:
    """Rem: the months of the year after M that are not neutralised."""
    after = [Month(month.year, number) for number in range(month.number + 1, 13)]
    return sum(not is_neutralised(series, each) for each in after)


# --- Projection ---------------------------------------------------------------------------------------------


def projection(series: Series, month: Month) -> Decimal | None:
    value = published_value(series, month)
    if value is None or too_incomplete_to_sum(series, window(series, month)):
        return None
    if remaining_months(series, month) == 0:
        return value
    return half_up(projected(series, month, Fraction(value)), series.definition.decimals)


def projected(series: Series, month: Month, value: Fraction) -> Fraction:
    """The row of the table for the aggregation, unrounded."""
    match series.definition.aggregation:
        case Aggregation.SOMME:
            return projected_sum(series, month, value)
        case Aggregation.CUMUL_CONTRAT:
            return projected_cumul(series, month, value)
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            return projected_ratio(series, month)
        case Aggregation.DERNIER | Aggregation.ETAT:
            return value


def projected_sum(series: Series, month: Month, value: Fraction) -> Fraction:
    previous = [Month(month.year - 1, number) for number in range(1, 13)]
    if all(has_value(series, each) for each in previous):
        to_month = previous_year_sum(series, month.year, month.number)
        to_december = previous_year_sum(series, month.year, 12)
        if to_december != 0 and to_month / to_december >= Fraction(month.number, 12) / 2:
            return value * to_december / to_month
    whole_year = months_not_neutralised(series, month.year, 12)
    so_far = months_not_neutralised(series, month.year, month.number)
    return value * Fraction(whole_year, so_far)


def previous_year_sum(series: Series, year: int, last: int) -> Fraction:
    """P(m): the sum of the year before to month m, without the months neutralised in this one."""
    counted = [number for number in range(1, last + 1) if not is_neutralised(series, Month(year, number))]
    return sum(amounts(series, [Month(year - 1, number) for number in counted]), Fraction(0))


def projected_cumul(series: Series, month: Month, value: Fraction) -> Fraction:
    months = [
        Month(year, number)
        for year in range(first_year_of_window(series), month.year + 1)
        for number in range(1, 13)
        if Month(year, number) <= month and not is_neutralised(series, Month(year, number))
    ]
    q = min(6, len(months))
    flow = sum(amounts(series, months[len(months) - q :]), Fraction(0))
    return value + remaining_months(series, month) * flow / q


def remaining_denominator(series: Series, month: Month) -> Fraction:
    """Drem: as many cases a month as the months reported had on average."""
    months = window(series, month)
    reported = len(with_a_value(series, months))
    return remaining_months(series, month) * denominators(series, months) / reported


def projected_ratio(series: Series, month: Month) -> Fraction:
    months = window(series, month)
    over, under = numerators(series, months), denominators(series, months)
    latest = with_a_value(series, months)[-3:]
    if denominators(series, latest) < under / 10:
        recent = over / under
    else:
        recent = numerators(series, latest) / denominators(series, latest)
    rest = remaining_denominator(series, month)
    return from_plain_ratio(series, (over + recent * rest) / (under + rest))


# --- Required pace ------------------------------------------------------------------------------------------


def pace(series: Series, month: Month) -> Pace | None:
    value = published_value(series, month)
    objectif = target_to_date(series, Month(month.year, 12), "objectif")
    if value is None or too_incomplete_to_sum(series, window(series, month)):
        return None
    if objectif is None or remaining_months(series, month) == 0:
        return None
    match series.definition.aggregation:
        case Aggregation.SOMME | Aggregation.CUMUL_CONTRAT:
            a_month = (objectif - Fraction(value)) / remaining_months(series, month)
            return bounded(series, towards_objectif(series, a_month, series.definition.decimals + 2))
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            average = required_average(series, month, objectif)
            return bounded(series, towards_objectif(series, average, series.definition.decimals))
        case Aggregation.DERNIER | Aggregation.ETAT:
            return None


def required_average(series: Series, month: Month, objectif: Fraction) -> Fraction:
    months = window(series, month)
    rest = remaining_denominator(series, month)
    wanted = as_plain_ratio(series, objectif) * (denominators(series, months) + rest)
    return from_plain_ratio(series, (wanted - numerators(series, months)) / rest)


def as_plain_ratio(series: Series, objectif: Fraction) -> Fraction:
    """O': what the value formula turns into O."""
    if series.definition.aggregation is Aggregation.EVOLUTION:
        return objectif / 100 + 1
    return objectif / 100 if series.definition.unit == "%" else objectif


def towards_objectif(series: Series, amount: Fraction, places: int) -> Decimal:
    if series.definition.direction is Direction.HAUSSE:
        return upwards(amount, places)
    return downwards(amount, places)


def bounded(series: Series, rounded: Decimal) -> Pace:
    """Out of reach beyond what is possible; the bound itself where the objectif is already secured."""
    definition = series.definition
    lowest = Decimal(-100) if definition.aggregation is Aggregation.EVOLUTION else Decimal(0)
    is_percent_ratio = definition.aggregation is Aggregation.RATIO and definition.unit == "%"
    if definition.direction is Direction.HAUSSE:
        if is_percent_ratio and rounded > 100:
            return Pace(None, out_of_reach=True)
        return Pace(max(lowest, rounded))
    if rounded < lowest:
        return Pace(None, out_of_reach=True)
    return Pace(min(Decimal(100), rounded) if is_percent_ratio else rounded)
