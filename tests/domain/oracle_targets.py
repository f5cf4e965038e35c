"""A second implementation of the rules of computation: what is due of the targets at the end of a month."""

from datetime import date
from fractions import Fraction
from typing import Literal

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from tests.domain.oracle_rules import At, big_w, ends_a_period, months_of

Level = Literal["seuil", "objectif"]

NOTHING = Fraction(0)


def annual(at: At, level: Level, year: int) -> Fraction | None:
    """T(year), in the version of M."""
    target = at.version.targets.get(year) if at.version else None
    amount = getattr(target, level) if target else None
    return None if amount is None else Fraction(amount)


def annual_before(at: At, level: Level, year: int) -> Fraction:
    """T'(year): the target of the last year before that has one; for an `etat` in `baisse` without one, T(year)."""
    for earlier in range(year - 1, earliest_year(at) - 1, -1):
        target = annual(at, level, earlier)
        if target is not None:
            return target
    if at.aggregation is Aggregation.ETAT and not at.is_hausse:
        return annual(at, level, year) or NOTHING
    return NOTHING


def earliest_year(at: At) -> int:
    years = at.version.targets if at.version else ()
    return min(years, default=at.month.year)


def day_of_signature(at: At) -> date | None:
    """The effective date of the latest version that itself names a seuil or an objectif of a year up to Y."""
    naming = [each for each in at.versions_so_far if any(year <= at.month.year for year in each.named)]
    return naming[-1].effective_from if naming else None


def relief(at: At, level: Level) -> Fraction:
    """relief(Y-1): what neutralisations of past years lowered for good."""
    signed = day_of_signature(at)
    total = NOTHING
    for year in range(earliest_year(at), at.month.year):
        target = annual(at, level, year)
        if target is not None and signed is not None and date(year, 12, 31) >= signed:
            total += (target - annual_before(at, level, year)) * (1 - big_w(at.series, year, 12))
    return total


def starting_point(at: At, level: Level) -> Fraction:
    """What is due before the year begins."""
    if at.aggregation is Aggregation.SOMME:
        return NOTHING
    before = annual_before(at, level, at.month.year)
    return before - relief(at, level) if at.aggregation is Aggregation.CUMUL_CONTRAT else before


def last_month_that_counts(at: At) -> int:
    """M': M; without a month to each period and with a first year, the last end of a period up to M."""
    if at.is_monthly or at.first_year is None:
        return at.month.number
    if at.is_before_the_first_year:
        return 0
    so_far = months_of(at.month.year, 1, at.month.number)
    return max((month.number for month in so_far if ends_a_period(at.series, month)), default=0)


def share_of_the_year(at: At) -> Fraction:
    """The part of the year's step that is due at M."""
    so_far = big_w(at.series, at.month.year, last_month_that_counts(at))
    if at.aggregation is not Aggregation.ETAT:
        return so_far
    whole = big_w(at.series, at.month.year, 12)
    return so_far / whole if whole else NOTHING


def exact_target(at: At, level: Level) -> Fraction | None:
    target = annual(at, level, at.month.year)
    match at.aggregation:
        case _ if target is None:
            return None
        case Aggregation.SOMME:
            return target * share_of_the_year(at)
        case Aggregation.CUMUL_CONTRAT | Aggregation.ETAT:
            step = target - annual_before(at, level, at.month.year)
            return starting_point(at, level) + step * share_of_the_year(at)
        case Aggregation.RATIO | Aggregation.EVOLUTION | Aggregation.DERNIER:
            return target


def is_counted_one_by_one(at: At) -> bool:
    takes_value = not at.aggregation.takes_pair
    return takes_value and at.definition.entry_decimals == 0 and at.definition.unit != "%"


def whole(at: At, amount: Fraction) -> Fraction:
    """Half an application cannot be due: down for `hausse`, up for `baisse`."""
    if not is_counted_one_by_one(at) or at.aggregation is Aggregation.DERNIER:
        return amount
    down = Fraction(amount.numerator // amount.denominator)
    return down if at.is_hausse or down == amount else down + 1


def objectif_to_date(at: At) -> Fraction | None:
    exact = exact_target(at, "objectif")
    return None if exact is None else whole(at, exact)


def seuil_to_date(at: At) -> Fraction | None:
    """On the wrong side of the objectif to date it is that objectif."""
    exact, objectif = exact_target(at, "seuil"), objectif_to_date(at)
    if exact is None or objectif is None:
        return None if exact is None else whole(at, exact)
    seuil = whole(at, exact)
    return min(seuil, objectif) if at.is_hausse else max(seuil, objectif)


def in_december(at: At) -> At:
    """The end of the year, by the version of M."""
    return At(at.series, Month(at.month.year, 12), at.judged_in or at.month)
