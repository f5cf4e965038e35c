"""A second implementation of the rules of computation: status, score, attainment of a month and roll-up."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.model import Attainment, Direction, Series, Status
from tests.domain.oracle_projection import pace, projection
from tests.domain.oracle_rules import (
    Level,
    annual,
    as_it_is,
    denominators,
    half_up,
    is_due,
    is_due_by_the_calendar,
    is_marked_sans_objet,
    is_neutralised,
    missing_among,
    numerators,
    published_value,
    quarter_value,
    target_to_date,
    too_incomplete_to_sum,
    version_in_force,
    window,
    with_a_value,
)

# --- Status -------------------------------------------------------------------------------------------------


def is_at_least_as_good(series: Series, value: Fraction, target: Fraction) -> bool:
    return value >= target if series.definition.direction is Direction.HAUSSE else value <= target


def all_are_neutralised(series: Series, months: list[Month]) -> bool:
    """The window had due months and all are neutralised. A month marked `sans_objet` is not due."""
    due = [
        month
        for month in months
        if is_due_by_the_calendar(series, month) and not is_marked_sans_objet(series, month)
    ]
    return due != [] and all(is_neutralised(series, month) for month in due)


def status(series: Series, month: Month) -> Status:
    months = window(series, month)
    objectif = target_to_date(series, month, "objectif")
    value = published_value(series, month)
    if all_are_neutralised(series, months):
        return Status.NEUTRALISE
    if objectif is None:
        return Status.SANS_OBJECTIF
    if value is None:
        return Status.NON_RENSEIGNE if any(is_due(series, each) for each in months) else Status.NON_ECHU
    reached = is_at_least_as_good(series, Fraction(value), objectif)
    if too_incomplete_to_sum(series, months):
        hausse = series.definition.direction is Direction.HAUSSE
        return Status.ATTEINT if hausse and reached else Status.INCOMPLET
    return Status.ATTEINT if reached else below_the_objectif(series, month, Fraction(value))


def below_the_objectif(series: Series, month: Month, value: Fraction) -> Status:
    seuil = target_to_date(series, month, "seuil")
    if seuil is not None and is_at_least_as_good(series, value, seuil):
        return Status.ENTRE
    return Status.SOUS_SEUIL


# --- Score --------------------------------------------------------------------------------------------------


def place_between_targets(series: Series, month: Month) -> Fraction | None:
    """p; None without a value, a seuil and an objectif that differ."""
    value = published_value(series, month)
    seuil = target_to_date(series, month, "seuil")
    objectif = target_to_date(series, month, "objectif")
    if value is None or seuil is None or objectif is None or seuil == objectif:
        return None
    return (Fraction(value) - seuil) / (objectif - seuil)


def score(series: Series, month: Month) -> Decimal | None:
    judged = status(series, month)
    if judged not in {Status.ATTEINT, Status.ENTRE, Status.SOUS_SEUIL}:
        return None
    p = place_between_targets(series, month)
    if p is None:
        return Decimal(100) if judged is Status.ATTEINT else Decimal(0)
    if p < 0:
        return Decimal(0)
    if p >= 1:
        return Decimal(100)
    credit = Fraction(series.definition.credit)
    return min(half_up(credit + (100 - credit) * p, 2), Decimal("99.99"))


# --- All that is published ----------------------------------------------------------------------------------


def gap(series: Series, month: Month) -> Decimal | None:
    value = published_value(series, month)
    objectif = target_to_date(series, month, "objectif")
    if value is None or objectif is None or too_incomplete_to_sum(series, window(series, month)):
        return None
    return half_up(Fraction(value) - objectif, series.definition.decimals + 2)


def published_target(series: Series, month: Month, level: Level) -> Decimal | None:
    target = target_to_date(series, month, level)
    return None if target is None else half_up(target, series.definition.decimals + 2)


def signed_target(series: Series, month: Month, level: Level) -> Decimal | None:
    target = annual(version_in_force(series, month.last_day), month.year, level)
    return None if target is None else as_it_is(target)


def published_position(series: Series, month: Month) -> Decimal | None:
    p = place_between_targets(series, month)
    return None if p is None else half_up(p, 6)


def oracle_attain(series: Series, month: Month) -> Attainment:
    """The attainment of one month, every figure computed from scratch."""
    months = window(series, month)
    reported = with_a_value(series, months)
    pairs = series.definition.aggregation.takes_pair and reported != []
    version = version_in_force(series, month.last_day)
    return Attainment(
        month=month,
        status=status(series, month),
        value=published_value(series, month),
        quarter_value=quarter_value(series, month),
        numerator=as_it_is(numerators(series, months)) if pairs else None,
        denominator=as_it_is(denominators(series, months)) if pairs else None,
        months_due=sum(is_due(series, each) for each in months),
        months_reported=len(reported),
        missing=tuple(missing_among(series, months)),
        no_case=pairs and denominators(series, months) == 0,
        seuil_annual=signed_target(series, month, "seuil"),
        objectif_annual=signed_target(series, month, "objectif"),
        seuil_to_date=published_target(series, month, "seuil"),
        objectif_to_date=published_target(series, month, "objectif"),
        gap=gap(series, month),
        score=score(series, month),
        position=published_position(series, month),
        projection=projection(series, month),
        pace=pace(series, month),
        target_version="" if version is None else version.label,
    )


# --- Roll-up ------------------------------------------------------------------------------------------------


def oracle_roll_up(terms: Sequence[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """The total of (weight, published score or None), half up to 0.01; None when nothing is measurable."""
    measurable = [
        (Fraction(weight), Fraction(published)) for weight, published in terms if published is not None
    ]
    weights = sum((weight for weight, _ in measurable), Fraction(0))
    if weights == 0:
        return None
    return half_up(sum((weight * published for weight, published in measurable), Fraction(0)) / weights, 2)
