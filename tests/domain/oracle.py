"""A second implementation of the rules of computation: all that is published of a month, and roll-ups."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.model import Attainment, Series, Status
from tests.domain.oracle_judgement import gap, place_between_targets, score, status
from tests.domain.oracle_projection import pace, projection
from tests.domain.oracle_rules import (
    At,
    as_it_is,
    denominators,
    due_among,
    half_up,
    is_floor,
    missing_among,
    numerators,
    published,
    published_value,
    quarter_value,
    window,
    with_a_value,
)
from tests.domain.oracle_targets import Level, annual, objectif_to_date, seuil_to_date


def signed(at: At, level: Level) -> Decimal | None:
    target = annual(at, level, at.month.year)
    return None if target is None else as_it_is(target)


def published_position(at: At) -> Decimal | None:
    p = place_between_targets(at)
    return None if p is None else half_up(p, 6)


def oracle_attain(series: Series, month: Month) -> Attainment:
    """The attainment of one month, every figure computed from scratch."""
    at = At(series, month)
    months = window(at)
    reported = with_a_value(series, months)
    pairs = at.aggregation.takes_pair and reported != []
    return Attainment(
        month=month,
        status=status(at),
        value=published_value(at),
        quarter_value=quarter_value(at),
        numerator=as_it_is(numerators(series, months)) if pairs else None,
        denominator=as_it_is(denominators(series, months)) if pairs else None,
        months_due=len(due_among(at, months)),
        months_reported=len(reported),
        missing=tuple(missing_among(at, months)),
        no_case=pairs and denominators(series, months) == 0,
        seuil_annual=signed(at, "seuil"),
        objectif_annual=signed(at, "objectif"),
        seuil_to_date=published(at, seuil_to_date(at), more=2),
        objectif_to_date=published(at, objectif_to_date(at), more=2),
        gap=gap(at),
        score=score(at),
        position=published_position(at),
        projection=projection(at),
        pace=pace(at),
        target_version=at.version.label if at.version else "",
        is_floor=is_floor(at),
        weight=at.version.weight if at.version else None,
    )


# --- Roll-up ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OracleRollUp:
    """A total with its range, and how many are measured of N."""

    total: Decimal | None
    low: Decimal | None
    high: Decimal | None
    measured: int
    n: int


OUT_OF_N = {Status.NEUTRALISE, Status.SANS_OBJET, Status.NON_ECHU}


def counts(attained: Attainment) -> bool:
    """N: it has an objectif, and something is due that can be measured."""
    return attained.objectif_annual is not None and attained.status not in OUT_OF_N


def oracle_roll_up(listed: Iterable[Attainment]) -> OracleRollUp:
    n = [each for each in listed if counts(each)]
    measured = [each for each in n if each.score is not None]
    total = mean([(weight_of(each), Fraction(each.score or 0)) for each in measured])
    if 2 * weighing(measured) < weighing(n):
        total = None
    return OracleRollUp(
        total,
        mean([(weight_of(each), lowest(each)) for each in n]),
        mean([(weight_of(each), highest(each)) for each in n]),
        len(measured),
        len(n),
    )


def weight_of(attained: Attainment) -> Fraction:
    return Fraction(1) if attained.weight is None else Fraction(attained.weight)


def weighing(listed: list[Attainment]) -> Fraction:
    return sum(map(weight_of, listed), Fraction(0))


def lowest(attained: Attainment) -> Fraction:
    return Fraction(attained.score or 0)


def highest(attained: Attainment) -> Fraction:
    if attained.score is None or attained.is_floor:
        return Fraction(100)
    return Fraction(attained.score)


def mean(terms: list[tuple[Fraction, Fraction]]) -> Decimal | None:
    weights = sum((weight for weight, _ in terms), Fraction(0))
    if weights == 0:
        return None
    return half_up(sum((weight * figure for weight, figure in terms), Fraction(0)) / weights, 2)
