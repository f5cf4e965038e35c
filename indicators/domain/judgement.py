"""Decide the status and the score of a published value (RC-11, RC-12), and the order in which statuses are listed."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from indicators.domain.exact import Due, Quotient, decimal_of, half_up
from indicators.domain.model import Attainment, Definition, Direction, Status

FULL = Decimal("100.00")
NOTHING = Decimal("0.00")
# Rounding must not turn 99.996 into 100.00, which means that the objectif is reached.
MOST_BELOW_THE_OBJECTIF = Decimal("99.99")
POSITION_DECIMALS = 6

# The order in which statuses are listed and counted on every page.
BEST_FIRST = (
    Status.ATTEINT,
    Status.ENTRE,
    Status.SOUS_SEUIL,
    Status.INCOMPLET,
    Status.NON_RENSEIGNE,
    Status.NON_ECHU,
    Status.SANS_OBJET,
    Status.SANS_OBJECTIF,
    Status.NEUTRALISE,
)
# Further than any position: what has none comes last when the furthest behind come first.
AFTER_ALL_POSITIONS = Decimal(10**9)


def is_at_least_as_good(direction: Direction, value: Quotient, target: Quotient) -> bool:
    left, right = value[0] * target[1], target[0] * value[1]
    return left >= right if direction is Direction.HAUSSE else left <= right


def judge(direction: Direction, value: Quotient, seuil: Quotient | None, objectif: Quotient) -> Status:
    """The status of a value that is complete (RC-11, cases 8 to 10)."""
    if is_at_least_as_good(direction, value, objectif):
        return Status.ATTEINT
    if seuil is not None and is_at_least_as_good(direction, value, seuil):
        return Status.ENTRE
    return Status.SOUS_SEUIL


def judge_incomplete(
    definition: Definition, value: Quotient, seuil: Quotient | None, objectif: Quotient
) -> Status:
    """The status of a value of which too much is missing (RC-11, case 7). A floor may be at the objectif already; what
    accumulates and must stay low may be beyond the seuil already.
    """
    if not definition.aggregation.accumulates:
        return Status.INCOMPLET
    if definition.direction is Direction.HAUSSE:
        reached = is_at_least_as_good(definition.direction, value, objectif)
        return Status.ATTEINT if reached else Status.INCOMPLET
    kept = is_at_least_as_good(definition.direction, value, objectif if seuil is None else seuil)
    return Status.INCOMPLET if kept else Status.SOUS_SEUIL


def judge_before_anything_is_due(
    definition: Definition, value: Quotient, december: Due, *, is_incomplete: bool
) -> Status:
    """The status while nothing is due of an objectif that is not 0 (RC-11, case 6), from the targets of December."""
    seuil, objectif = december.seuil, december.objectif
    if objectif is None:
        return Status.NON_ECHU
    if definition.direction is Direction.HAUSSE:
        if is_at_least_as_good(definition.direction, value, objectif):
            return Status.ATTEINT
    elif not is_at_least_as_good(definition.direction, value, objectif if seuil is None else seuil):
        return Status.SOUS_SEUIL
    return Status.INCOMPLET if is_incomplete else Status.NON_ECHU


def share_of(figure: Decimal | None, objectif: Decimal | None) -> Fraction | None:
    """A figure in % of an objectif (RC-13, RC-18). None without both, or of an objectif that is not above 0: there
    a larger share would be a lower figure.
    """
    if figure is None or objectif is None or objectif <= 0:
        return None
    return 100 * Fraction(figure) / Fraction(objectif)


class Place(NamedTuple):
    """Where a value stands between the seuil (0) and the objectif (1): a quotient above a positive denominator."""

    numerator: int
    denominator: int


def place(value: Quotient, seuil: Quotient | None, objectif: Quotient) -> Place | None:
    """p, in either direction; None without two different targets (RC-12)."""
    if seuil is None:
        return None
    # (v - s) / (o - s) with v = a/b, s = c/d, o = e/f, multiplied by b d f.
    (a, b), (c, d), (e, f) = value, seuil, objectif
    above, between = (a * d - c * b) * f, (e * d - c * f) * b
    if between == 0:
        return None
    return Place(above, between) if between > 0 else Place(-above, -between)


def score(is_reached: bool, p: Place | None, credit: Decimal) -> Decimal:
    """0 to 100 with two decimals; `credit` is the score at the seuil. Without p it is all or nothing (RC-12)."""
    if p is None:
        return FULL if is_reached else NOTHING
    above, between = p
    if above < 0:
        return NOTHING
    if above >= between:
        return FULL
    whole, parts = credit.as_integer_ratio()
    numerator = whole * between + (100 * parts - whole) * above
    points = half_up(100 * numerator, parts * between)
    return decimal_of(min(points, 9999), 2)


def whole_points(score: Decimal) -> int:
    """A score cut to whole points, never rounded: 99.99 is not 100."""
    return int(score)


def drawn_position(measured: Attainment) -> Decimal:
    """Where a measured month is drawn between seuil (0) and objectif (1).

    Where the two are one, or there is no seuil: at the objectif, or left of the seuil.
    """
    if measured.position is not None:
        return measured.position
    return Decimal(1) if measured.status is Status.ATTEINT else Decimal(-1)


def furthest_behind_first(attained: Attainment | None) -> Decimal:
    """A sort key: the position between seuil and objectif, what has no score or no position last."""
    if attained is None or attained.score is None or attained.position is None:
        return AFTER_ALL_POSITIONS
    return attained.position
