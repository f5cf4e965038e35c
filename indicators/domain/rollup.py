"""Roll up many indicators into one score: of a fiche, a theme, a contract or several bodies (RC-13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Self

from indicators.domain.model import Attainment, Status
from indicators.domain.rounding import half_up

# Sums and products of decimals are many times faster than those of fractions. They stay exact: `Inexact` is an error
# here, and 100 digits are enough for any contract.
EXACT = Context(prec=100, traps=[Inexact])


@dataclass(frozen=True, slots=True)
class Term:
    """One body and indicator. `weight` is None until someone sets it and then counts as 1.

    `score` is the published one, None when there is nothing to measure.
    """

    key: str
    weight: Decimal | None
    has_target: bool
    score: Decimal | None

    @classmethod
    def of(cls, key: str, weight: Decimal | None, attained: Attainment | None) -> Self:
        """The term of an indicator; `attained` is None while the month is not computed."""
        return cls(key, weight, has_target(attained), attained.score if attained else None)


def has_target(attained: Attainment | None) -> bool:
    return attained is not None and is_target(attained.objectif_annual, attained.status)


def is_target(objectif_annual: Decimal | None, status: Status) -> bool:
    """Whether an indicator with this objectif and this status has something to reach."""
    return objectif_annual is not None and status is not Status.SANS_OBJECTIF


@dataclass(frozen=True, slots=True)
class RollUp:
    """A weighted mean of scores with its coverage: `measured` of the `with_target` indicators.

    `left_out` have a target and no score, `without_target` have none. `simulated` says that a weight was not
    set by anyone. `score` is None when nothing is measured.
    """

    score: Decimal | None
    measured: int
    with_target: int
    left_out: tuple[str, ...]
    without_target: tuple[str, ...]
    simulated: bool


def roll_up(terms: Iterable[Term]) -> RollUp:
    """Sum of weight x published score over sum of weights of measured indicators, half up to 0.01.

    Published scores, not exact ones: anybody can recompute a total from the scores that a page shows.
    """
    listed = list(terms)
    measured = [(_weight(term), term.score) for term in listed if term.score is not None]
    with localcontext(EXACT):
        weights = sum((weight for weight, _ in measured), Decimal(0))
        points = sum((weight * score for weight, score in measured), Decimal(0))
    return RollUp(
        score=half_up(Fraction(points) / Fraction(weights), 2) if weights else None,
        measured=len(measured),
        with_target=sum(term.has_target for term in listed),
        left_out=tuple(term.key for term in listed if term.has_target and term.score is None),
        without_target=tuple(term.key for term in listed if not term.has_target),
        simulated=any(term.weight is None for term in listed),
    )


def _weight(term: Term) -> Decimal:
    return Decimal(1) if term.weight is None else term.weight
