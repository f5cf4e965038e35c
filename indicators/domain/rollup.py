"""Roll up many indicators into one score: of a fiche, a theme, a contract or several bodies (RC-13)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from typing import NamedTuple, Self

from indicators.domain.exact import decimal_of, half_up
from indicators.domain.model import Attainment, Status

# What cannot be measured: it counts neither in the total nor in its coverage.
NOT_COUNTED = frozenset({Status.SANS_OBJECTIF, Status.NEUTRALISE, Status.SANS_OBJET, Status.NON_ECHU})
# Sums and products of decimals are many times faster than those of fractions. They stay exact: `Inexact` is an error
# here, and 100 digits are enough for any contract.
EXACT = Context(prec=100, traps=[Inexact])
NOTHING, FULL = Decimal(0), Decimal(100)
SCORE_DECIMALS = 2


class Term(NamedTuple):
    """One body and indicator. `weight` is that of the version of the month, None until someone sets it and then 1.

    `status` is None while the month is not computed. `score` is the published one, None when there is nothing to
    measure; that of a floor is the least that the indicator can come to.
    """

    key: str
    weight: Decimal | None
    has_objectif: bool
    status: Status | None
    score: Decimal | None
    is_floor: bool = False

    @classmethod
    def of(cls, key: str, attained: Attainment | None) -> Self:
        """The term of an indicator; `attained` is None while the month is not computed."""
        if attained is None:
            return cls(key, None, False, None, None)
        has_objectif = attained.objectif_annual is not None
        return cls(key, attained.weight, has_objectif, attained.status, attained.score, attained.is_floor)

    @property
    def is_counted(self) -> bool:
        """Whether the term is one of N: it has something to reach by now."""
        return self.has_objectif and self.status is not None and self.status not in NOT_COUNTED

    @property
    def is_measured(self) -> bool:
        return self.is_counted and self.score is not None

    @property
    def counted_weight(self) -> Decimal:
        return Decimal(1) if self.weight is None else self.weight

    @property
    def low(self) -> Decimal:
        """The least score that the term may come to."""
        return NOTHING if self.score is None else self.score

    @property
    def high(self) -> Decimal:
        """The best score that the term may come to."""
        return FULL if self.score is None or self.is_floor else self.score


@dataclass(frozen=True, slots=True)
class RollUp:
    """A weighted mean of scores with its coverage: `measured` of the `due` indicators.

    `score` is None when the measured weigh less than half of what is due. `low` and `high` bound what it becomes over
    all that is due, whatever the terms not measured and the floors turn out to be; None where nothing due has a weight.
    `left_out` are due and have no score, `not_due` have an objectif of which nothing is due yet, `apart` are
    neutralised or without object, `without_target` have no objectif. `simulated` says that nobody set a weight.
    """

    score: Decimal | None
    low: Decimal | None
    high: Decimal | None
    measured: int
    due: int
    left_out: tuple[str, ...]
    not_due: tuple[str, ...]
    apart: tuple[str, ...]
    without_target: tuple[str, ...]
    simulated: bool

    @property
    def is_insufficient(self) -> bool:
        """Whether something is due and too little of it is measured for a total."""
        return self.due > 0 and self.score is None

    @property
    def is_certain(self) -> bool:
        """Whether nothing that is missing can change the total."""
        return self.low == self.high


def roll_up(terms: Iterable[Term]) -> RollUp:
    """Sum of weight x published score over sum of weights of measured indicators, half up to 0.01.

    Published scores, not exact ones: anybody can recompute a total from the scores that a page shows.
    """
    listed = list(terms)
    due = [term for term in listed if term.is_counted]
    measured = [term for term in due if term.score is not None]
    is_whole = len(measured) == len(due)
    of_due = _weight(due)
    weight = of_due if is_whole else _weight(measured)
    low = _mean(due, of_due, [term.low for term in due])
    is_certain = is_whole and not any(term.is_floor for term in due)
    score = low if is_whole else _mean(measured, weight, [term.low for term in measured])
    return RollUp(
        score=score if 2 * weight >= of_due else None,
        low=low,
        high=low if is_certain else _mean(due, of_due, [term.high for term in due]),
        measured=len(measured),
        due=len(due),
        left_out=tuple(term.key for term in due if term.score is None),
        not_due=_keys(listed, Status.NON_ECHU),
        apart=_keys(listed, Status.NEUTRALISE, Status.SANS_OBJET),
        without_target=tuple(term.key for term in listed if not term.has_objectif),
        simulated=any(term.weight is None for term in listed),
    )


def at_constant_perimeter(before: Sequence[Term], after: Sequence[Term]) -> tuple[RollUp, RollUp]:
    """Both totals over the terms that are measured at both dates: a change that is not that of the perimeter."""
    both = {term.key for term in before if term.is_measured} & {
        term.key for term in after if term.is_measured
    }
    return (
        roll_up(term for term in before if term.key in both),
        roll_up(term for term in after if term.key in both),
    )


def _keys(terms: Iterable[Term], *statuses: Status) -> tuple[str, ...]:
    return tuple(term.key for term in terms if term.has_objectif and term.status in statuses)


def _weight(terms: Iterable[Term]) -> Decimal:
    with localcontext(EXACT):
        return sum((term.counted_weight for term in terms), Decimal(0))


def _mean(terms: Sequence[Term], weight: Decimal, scores: Sequence[Decimal]) -> Decimal | None:
    if not weight:
        return None
    with localcontext(EXACT):
        points = sum(
            (term.counted_weight * score for term, score in zip(terms, scores, strict=True)), Decimal(0)
        )
    # Of fractions, their common divisors would be most of the cost of a curve of totals.
    (top, bottom), (times, by) = points.as_integer_ratio(), weight.as_integer_ratio()
    return decimal_of(half_up(top * by * 10**SCORE_DECIMALS, bottom * times), SCORE_DECIMALS)
