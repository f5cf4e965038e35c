"""Decide the status and the score of a published value (RC-11, RC-12), and the order in which statuses are listed."""

from decimal import Decimal
from fractions import Fraction

from indicators.domain.model import Attainment, Direction, Status
from indicators.domain.rounding import half_up

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


def is_at_least_as_good(direction: Direction, value: Fraction, target: Fraction) -> bool:
    return value >= target if direction is Direction.HAUSSE else value <= target


def judge(direction: Direction, value: Fraction, seuil: Fraction | None, objectif: Fraction) -> Status:
    """The status of a value that is complete (RC-11, cases 6 to 8)."""
    if is_at_least_as_good(direction, value, objectif):
        return Status.ATTEINT
    if seuil is not None and is_at_least_as_good(direction, value, seuil):
        return Status.ENTRE
    return Status.SOUS_SEUIL


def place(value: Fraction, seuil: Fraction | None, objectif: Fraction) -> Fraction | None:
    """p: 0 at the seuil, 1 at the objectif, in either direction; None without two different targets (RC-12)."""
    if seuil is None or seuil == objectif:
        return None
    return (value - seuil) / (objectif - seuil)


def score(status: Status, p: Fraction | None, credit: Decimal) -> Decimal:
    """0 to 100 with two decimals, for a status that is measured; `credit` is the score at the seuil (RC-12)."""
    if p is None:
        return FULL if status is Status.ATTEINT else NOTHING
    if p < 0:
        return NOTHING
    if p >= 1:
        return FULL
    at_seuil = Fraction(credit)
    return min(half_up(at_seuil + (100 - at_seuil) * p, 2), MOST_BELOW_THE_OBJECTIF)


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
