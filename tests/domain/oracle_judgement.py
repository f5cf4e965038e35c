"""A second implementation of the rules of computation: status, score and gap."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Status
from tests.domain.oracle_rules import (
    At,
    due_among,
    half_up,
    has_its_period_reported,
    is_floor,
    is_incomplete,
    is_marked_sans_objet,
    is_neutralised,
    live,
    published,
    published_value,
    window,
    with_a_value,
    would_be_due,
)
from tests.domain.oracle_targets import (
    annual,
    in_december,
    objectif_to_date,
    seuil_to_date,
    starting_point,
    whole,
)

# --- Which rule applies -------------------------------------------------------------------------------------


def is_at_least_as_good(at: At, value: Fraction | Decimal, target: Fraction) -> bool:
    return Fraction(value) >= target if at.is_hausse else Fraction(value) <= target


def due_by_the_calendar(at: At) -> list[Month]:
    return [month for month in window(at) if would_be_due(at, month)]


def all_are_neutralised(at: At) -> bool:
    """The window had due months, those marked `sans_objet` left aside, and all are neutralised."""
    due = [month for month in due_by_the_calendar(at) if not is_marked_sans_objet(at.series, month)]
    return due != [] and all(is_neutralised(at.series, month) for month in due)


def nothing_is_due_and_nothing_known(at: At) -> bool:
    marked = [month for month in due_by_the_calendar(at) if is_marked_sans_objet(at.series, month)]
    return published_value(at) is None and not marked and not due_among(at, window(at))


def has_no_value_of_its_own(at: At) -> bool:
    """No value; for an `etat`, none reported in the window: a level from before is no answer."""
    if at.aggregation is Aggregation.ETAT:
        return with_a_value(at.series, window(at)) == []
    return published_value(at) is None


def nothing_to_measure(at: At) -> bool:
    """No value, and each live month that would be due is marked `sans_objet` or has its period reported."""
    months = live(at.series, due_by_the_calendar(at))
    explained = [
        month
        for month in months
        if is_marked_sans_objet(at.series, month) or has_its_period_reported(at.series, month)
    ]
    return has_no_value_of_its_own(at) and months != [] and explained == months


def nothing_is_due_yet(at: At) -> bool:
    """The objectif to date is 0 and starts from 0, while the annual one is not 0."""
    if not (at.aggregation.accumulates or at.aggregation is Aggregation.ETAT):
        return False
    return (
        objectif_to_date(at) == 0
        and whole(at, starting_point(at, "objectif")) == 0
        and annual(at, "objectif", at.month.year) != 0
    )


# --- Status -------------------------------------------------------------------------------------------------


def rule(at: At) -> int:
    """The number of the first rule that applies; 8 to 10 are told by the value."""
    rules: tuple[tuple[int, Callable[[At], bool]], ...] = (
        (1, all_are_neutralised),
        (2, lambda at: annual(at, "objectif", at.month.year) is None),
        (3, lambda at: at.is_before_the_first_year or nothing_is_due_and_nothing_known(at)),
        (4, nothing_to_measure),
        (5, lambda at: published_value(at) is None),
        (6, nothing_is_due_yet),
        (7, is_incomplete),
    )
    return next((number for number, applies in rules if applies(at)), 8)


def status(at: At) -> Status:
    before_the_value = {
        1: Status.NEUTRALISE,
        2: Status.SANS_OBJECTIF,
        3: Status.NON_ECHU,
        4: Status.SANS_OBJET,
        5: Status.NON_RENSEIGNE,
    }
    number, value = rule(at), published_value(at)
    if number in before_the_value or value is None:
        return before_the_value[number]
    if number == 6:
        return status_of_what_is_not_due_yet(at, value)
    if number == 7:
        return status_of_what_is_incomplete(at, value)
    return status_of_a_value(at, value)


def status_of_what_is_not_due_yet(at: At, value: Decimal) -> Status:
    december = in_december(at)
    if at.is_hausse and is_at_least_as_good(at, value, objectif_to_date(december) or Fraction(0)):
        return Status.ATTEINT
    if not at.is_hausse and is_worse_than_the_seuil(december, value):
        return Status.SOUS_SEUIL
    return Status.INCOMPLET if is_incomplete(at) else Status.NON_ECHU


def is_worse_than_the_seuil(at: At, value: Decimal) -> bool:
    """Or than the objectif where there is no seuil."""
    seuil = seuil_to_date(at)
    limit = objectif_to_date(at) if seuil is None else seuil
    return limit is not None and not is_at_least_as_good(at, value, limit)


def status_of_what_is_incomplete(at: At, value: Decimal) -> Status:
    objectif = objectif_to_date(at)
    if is_floor(at) and objectif is not None and is_at_least_as_good(at, value, objectif):
        return Status.ATTEINT
    if at.aggregation.accumulates and not at.is_hausse and is_worse_than_the_seuil(at, value):
        return Status.SOUS_SEUIL
    return Status.INCOMPLET


def status_of_a_value(at: At, value: Decimal) -> Status:
    objectif, seuil = objectif_to_date(at), seuil_to_date(at)
    if objectif is not None and is_at_least_as_good(at, value, objectif):
        return Status.ATTEINT
    if seuil is not None and is_at_least_as_good(at, value, seuil):
        return Status.ENTRE
    return Status.SOUS_SEUIL


# --- Score --------------------------------------------------------------------------------------------------


def place_between_targets(at: At) -> Fraction | None:
    """p; None without a value, a seuil and an objectif that differ."""
    value, seuil, objectif = published_value(at), seuil_to_date(at), objectif_to_date(at)
    if value is None or seuil is None or objectif is None or seuil == objectif:
        return None
    return (Fraction(value) - seuil) / (objectif - seuil)


def score(at: At) -> Decimal | None:
    judged = status(at)
    if judged is Status.INCOMPLET and not (rule(at) == 7 and is_floor(at)):
        return None
    if judged not in {Status.ATTEINT, Status.ENTRE, Status.SOUS_SEUIL, Status.INCOMPLET}:
        return None
    p = None if rule(at) == 6 else place_between_targets(at)
    if p is None:
        return Decimal(100) if judged is Status.ATTEINT else Decimal(0)
    if p < 0:
        return Decimal(0)
    if p >= 1:
        return Decimal(100)
    credit = Fraction(at.definition.credit)
    return min(half_up(credit + (100 - credit) * p, 2), Decimal("99.99"))


# --- Gap ----------------------------------------------------------------------------------------------------


def gap(at: At) -> Decimal | None:
    value, objectif = published_value(at), objectif_to_date(at)
    has_none = status(at) in {Status.NEUTRALISE, Status.SANS_OBJET, Status.NON_ECHU} or rule(at) == 6
    if value is None or objectif is None or has_none or (is_incomplete(at) and not is_floor(at)):
        return None
    return published(at, Fraction(value) - objectif, more=2)
