"""A second implementation of the rules of computation: projection to December and required pace."""

from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Pace, Status
from tests.domain.oracle_judgement import status
from tests.domain.oracle_rules import (
    At,
    amounts,
    denominators,
    downwards,
    from_plain_ratio,
    half_up,
    has_value,
    is_floor,
    is_incomplete,
    live,
    missing_among,
    months_of,
    numerators,
    period_around,
    published_value,
    upwards,
    weight_of,
    window,
    with_a_value,
)
from tests.domain.oracle_targets import in_december, last_month_that_counts, objectif_to_date


def whole_year(at: At) -> list[Month]:
    return months_of(at.month.year)


def is_in_a_reported_period(at: At, month: Month) -> bool:
    """Its period has a value up to M."""
    so_far = [each for each in period_around(at.series, month) if each <= at.month]
    return with_a_value(at.series, so_far) != []


def remaining(at: At) -> list[Month]:
    """The live months of the year after M' that are in no reported period."""
    after = months_of(at.month.year, last_month_that_counts(at) + 1)
    return [month for month in live(at.series, after) if not is_in_a_reported_period(at, month)]


def rem(at: At) -> int:
    return len(remaining(at))


def exists(at: At) -> bool:
    """What projection and pace have in common; whether incomplete is enough to leave one out is said apart."""
    return (
        published_value(at) is not None
        and not at.is_before_the_first_year
        and status(at) not in {Status.NEUTRALISE, Status.SANS_OBJET}
    )


# --- Projection ---------------------------------------------------------------------------------------------


def projection(at: At) -> Decimal | None:
    value = published_value(at)
    if value is None or not exists(at) or (is_incomplete(at) and not is_floor_with_a_known_flow(at)):
        return None
    if rem(at) == 0:
        return value
    projected = projected_value(at, Fraction(value))
    return None if projected is None else half_up(projected, at.definition.decimals)


def is_floor_with_a_known_flow(at: At) -> bool:
    is_cumul = at.aggregation is Aggregation.CUMUL_CONTRAT
    return is_cumul and is_floor(at) and missing_among(at, months_of_the_flow(at)) == []


def projected_value(at: At, value: Fraction) -> Fraction | None:
    match at.aggregation:
        case Aggregation.SOMME:
            return projected_sum(at, value)
        case Aggregation.CUMUL_CONTRAT:
            return projected_cumul(at, value)
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            return projected_ratio(at)
        case Aggregation.DERNIER | Aggregation.ETAT:
            return value


def months_of_the_flow(at: At) -> list[Month]:
    """The last q live months up to M'."""
    first = at.definition.contract_first_year if at.first_year is None else at.first_year
    last = last_month_that_counts(at)
    months = [
        month
        for year in range(first, at.month.year + 1)
        for month in months_of(year)
        if year < at.month.year or month.number <= last
    ]
    return live(at.series, months)[-(6 if at.is_monthly else 12) :]


def projected_cumul(at: At, value: Fraction) -> Fraction:
    months = months_of_the_flow(at)
    if not months:
        return value
    return value + rem(at) * sum(amounts(at.series, months), Fraction(0)) / len(months)


# --- Projection of a sum ------------------------------------------------------------------------------------


def past_years(at: At) -> list[int]:
    """Y-1, Y-2, Y-3, as long as each has a value in all twelve months and a sum above 0."""
    years: list[int] = []
    for year in range(at.month.year - 1, at.month.year - 4, -1):
        months = months_of(year)
        if not all(has_value(at.series, month) for month in months) or sum(amounts(at.series, months)) <= 0:
            break
        years.append(year)
    return years if at.is_monthly else []


def projected_sum(at: At, value: Fraction) -> Fraction | None:
    past = past_years(at)
    seasonal = None
    if past and at.month.year not in at.series.profiles:
        seasonal = by_last_year(at, value) if len(past) == 1 else by_shares(at, value, past)
    return by_the_profile(at, value) if seasonal is None else seasonal


def by_the_profile(at: At, value: Fraction) -> Fraction | None:
    year = live(at.series, whole_year(at))
    so_far = weight_of(at.series, [month for month in year if month not in remaining(at)])
    return value * weight_of(at.series, year) / so_far if so_far else None


def by_last_year(at: At, value: Fraction) -> Fraction | None:
    """Half of this year's growth is taken to last. None where last year says too little."""
    to_month = last_year_to(at, last_month_that_counts(at))
    to_december = last_year_to(at, 12)
    so_far = len(live(at.series, months_of(at.month.year, 1, last_month_that_counts(at))))
    all_year = len(live(at.series, whole_year(at)))
    if to_month <= 0 or to_month / to_december < Fraction(so_far, all_year) / 2:
        return None
    return value + (to_december - to_month) * (1 + value / to_month) / 2


def last_year_to(at: At, last: int) -> Fraction:
    """P(m): the sum of the year before to month m, without the months neutralised in this one."""
    counted = live(at.series, months_of(at.month.year, 1, last))
    return sum(amounts(at.series, [month.plus(-12) for month in counted]), Fraction(0))


def by_shares(at: At, value: Fraction, past: list[int]) -> Fraction | None:
    """By each month's usual part of its year. None where the latest months hold less than a quarter of one."""
    recent = [*months_of(at.month.year - 1), *months_of(at.month.year, 1, at.month.number)]
    for count in (6, 12):
        latest = with_a_value(at.series, recent)[-count:]
        held = sum((share(at, month.number, past) for month in latest), Fraction(0))
        if held >= Fraction(1, 4):
            brought = sum(amounts(at.series, latest), Fraction(0))
            to_come = sum((share(at, month.number, past) for month in remaining(at)), Fraction(0))
            return value + brought / held * to_come
    return None


def share(at: At, number: int, past: list[int]) -> Fraction:
    """The mean, over the past years, of that month's part of its year."""
    parts = [
        amounts(at.series, [Month(year, number)])[0] / sum(amounts(at.series, months_of(year)))
        for year in past
    ]
    return sum(parts, Fraction(0)) / len(parts)


# --- Projection of a ratio ----------------------------------------------------------------------------------


def remaining_denominator(at: At) -> Fraction:
    """Drem: the base year's own months where they are known, else as many cases a month as so far."""
    if at.aggregation is Aggregation.EVOLUTION:
        months = [month.plus(-12) for month in remaining(at)]
        total = denominators(at.series, months)
        if len(with_a_value(at.series, months)) == len(months) and total > 0:
            return total
    known = [month for month in live(at.series, whole_year(at)) if is_in_a_reported_period(at, month)]
    return rem(at) * denominators(at.series, window(at)) / len(known)


def projected_ratio(at: At) -> Fraction:
    over, under = numerators(at.series, window(at)), denominators(at.series, window(at))
    latest = with_a_value(at.series, window(at))[-3:]
    if denominators(at.series, latest) < under / 10:
        recent = over / under
    else:
        recent = numerators(at.series, latest) / denominators(at.series, latest)
    rest = remaining_denominator(at)
    return from_plain_ratio(at.series, (over + recent * rest) / (under + rest))


# --- Required pace ------------------------------------------------------------------------------------------


def pace(at: At) -> Pace | None:
    value, objectif = published_value(at), objectif_to_date(in_december(at))
    if value is None or objectif is None or not exists(at) or rem(at) == 0:
        return None
    if is_incomplete(at) and not is_floor(at):
        return None
    match at.aggregation:
        case Aggregation.SOMME | Aggregation.CUMUL_CONTRAT:
            a_month = (objectif - Fraction(value)) / rem(at)
            return bounded(at, towards_objectif(at, a_month, at.definition.decimals + 2))
        case Aggregation.RATIO | Aggregation.EVOLUTION:
            average = required_average(at, objectif)
            return bounded(at, towards_objectif(at, average, at.definition.decimals))
        case Aggregation.DERNIER | Aggregation.ETAT:
            return None


def required_average(at: At, objectif: Fraction) -> Fraction:
    rest = remaining_denominator(at)
    wanted = as_plain_ratio(at, objectif) * (denominators(at.series, window(at)) + rest)
    return from_plain_ratio(at.series, (wanted - numerators(at.series, window(at))) / rest)


def as_plain_ratio(at: At, objectif: Fraction) -> Fraction:
    """O': what the value formula turns into O."""
    if at.aggregation is Aggregation.EVOLUTION:
        return objectif / 100 + 1
    return objectif / 100 if at.definition.unit == "%" else objectif


def towards_objectif(at: At, amount: Fraction, places: int) -> Decimal:
    return upwards(amount, places) if at.is_hausse else downwards(amount, places)


def bounded(at: At, rounded: Decimal) -> Pace:
    """Out of reach beyond what is possible; the bound itself where the objectif is already secured."""
    definition = at.definition
    lowest = Decimal(-100) if at.aggregation is Aggregation.EVOLUTION else Decimal(0)
    cannot_pass_100 = (
        at.aggregation is Aggregation.RATIO and definition.unit == "%" and definition.numerator_bounded
    )
    if at.is_hausse:
        if cannot_pass_100 and rounded > 100:
            return Pace(None, out_of_reach=True)
        return Pace(max(lowest, rounded))
    if rounded < lowest:
        return Pace(None, out_of_reach=True)
    return Pace(min(Decimal(100), rounded) if cannot_pass_100 else rounded)
