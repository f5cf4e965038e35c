"""What moved a total between two moments, indicator by indicator and cause by cause, summing exactly (RC-27).

A total is a mean of published scores. Its change is taken apart so that no part depends on the order of the indicators:
those that leave the measure first, then the scores and the weights of those measured at both moments (the change at
constant perimeter, RC-25), then those that enter. The causes of one indicator come in the order of its path.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from indicators.domain.exact import decimal_of
from indicators.domain.rollup import SCORE_DECIMALS, Term

NOTHING = Fraction(0)
CENTS = 10**SCORE_DECIMALS


class Move(StrEnum):
    """How an indicator moves a total."""

    SCORE = "score"
    WEIGHT = "poids"
    ENTERS = "entre"
    LEAVES = "sort"


@dataclass(frozen=True, slots=True)
class Step[Cause]:
    """What an indicator counts for once a cause has acted."""

    cause: Cause
    term: Term


@dataclass(frozen=True, slots=True)
class Path[Cause]:
    """An indicator from one moment to the other. The term of the last step is that of the second moment."""

    before: Term
    steps: tuple[Step[Cause], ...] = ()

    @property
    def after(self) -> Term:
        return self.steps[-1].term if self.steps else self.before


@dataclass(frozen=True, slots=True)
class Part[Cause]:
    """Points of the total, exact, that one cause brought by one indicator."""

    key: str
    cause: Cause
    move: Move
    points: Fraction


def exact_mean(terms: Iterable[Term]) -> Fraction | None:
    """The total before it is rounded, whatever part of what is due it covers; None where nothing measured weighs."""
    counted = [term for term in terms if _counts(term)]
    return _mean(counted, counted) if counted else None


def take_apart[Cause](paths: Sequence[Path[Cause]]) -> list[Part[Cause]]:
    """The parts of the change of `exact_mean`, those that are not zero; a mean that is none counts as 0."""
    split = _Perimeter(paths)
    parts = [
        *(part for path in split.leaving for part in _leaving(path, split)),
        *(part for path in split.staying for part in _staying(path, split)),
        *(part for path in split.entering for part in _entering(path, split)),
    ]
    return [part for part in parts if part.points]


def displayed(parts: Sequence[Fraction], change: Decimal) -> list[Decimal]:
    """The parts to 0.01, adding up to the change as it is shown: each is cut down, and the hundredths that are left go
    to the largest remainders, the first of two that are equal.
    """
    if not parts:
        return []
    cut = [part * CENTS // 1 for part in parts]
    left = int(change * CENTS) - sum(cut)
    each, more = divmod(left, len(parts))
    by_remainder = sorted(range(len(parts)), key=lambda rank: cut[rank] - parts[rank] * CENTS)
    favoured = set(by_remainder[:more])
    return [decimal_of(cents + each + (rank in favoured), SCORE_DECIMALS) for rank, cents in enumerate(cut)]


class _Perimeter[Cause]:
    """The paths by what they do to the measure, with the weights and means that their parts are made of."""

    def __init__(self, paths: Sequence[Path[Cause]]) -> None:
        self.staying = [path for path in paths if _counts(path.before) and _counts(path.after)]
        self.leaving = [path for path in paths if _counts(path.before) and not _counts(path.after)]
        self.entering = [path for path in paths if not _counts(path.before) and _counts(path.after)]
        before = [path.before for path in self.staying]
        after = [path.after for path in self.staying]
        self.kept_before, self.kept_after = _weight(before), _weight(after)
        self.mean_before, self.mean_after = _mean(before, before), _mean(after, after)
        # The scores of after with the weights of before: where the weights start from.
        self.reweighted_from = _mean(before, after)
        self.whole_before = self.kept_before + _weight(path.before for path in self.leaving)
        self.whole_after = self.kept_after + _weight(path.after for path in self.entering)


def _leaving[Cause](path: Path[Cause], split: _Perimeter[Cause]) -> Iterator[Part[Cause]]:
    """The last score before it leaves goes, and with it its distance from the mean of those that stay."""
    ranks = [rank for rank, step in enumerate(path.steps) if _counts(step.term)]
    last = ranks[-1] + 1 if ranks else 0
    share = _share(path.before, split.whole_before)
    yield from _scores(Path(path.before, path.steps[:last]), share)
    score = path.steps[last - 1].term.low if last else path.before.low
    points = share * (split.mean_before - Fraction(score))
    yield Part(path.before.key, path.steps[last].cause, Move.LEAVES, points)


def _staying[Cause](path: Path[Cause], split: _Perimeter[Cause]) -> Iterator[Part[Cause]]:
    yield from _scores(path, _share(path.before, split.kept_before))
    gap = Fraction(path.after.low) - split.reweighted_from
    for step, was in _counted_steps(path):
        change = Fraction(step.term.counted_weight) - Fraction(was.counted_weight)
        yield Part(path.before.key, step.cause, Move.WEIGHT, change * gap / split.kept_after)


def _entering[Cause](path: Path[Cause], split: _Perimeter[Cause]) -> Iterator[Part[Cause]]:
    """It enters with its first score, at the distance of that from the mean of those that were there."""
    first = next(rank for rank, step in enumerate(path.steps) if _counts(step.term))
    entry, share = path.steps[first], _share(path.after, split.whole_after)
    points = share * (Fraction(entry.term.low) - split.mean_after)
    yield Part(path.before.key, entry.cause, Move.ENTERS, points)
    yield from _scores(Path(entry.term, path.steps[first + 1 :]), share)


def _scores[Cause](path: Path[Cause], share: Fraction) -> Iterator[Part[Cause]]:
    for step, was in _counted_steps(path):
        points = share * (Fraction(step.term.low) - Fraction(was.low))
        yield Part(path.before.key, step.cause, Move.SCORE, points)


def _counted_steps[Cause](path: Path[Cause]) -> Iterator[tuple[Step[Cause], Term]]:
    """The steps that leave a score, each with the one before that did: what has none on the way changes nothing."""
    was = path.before
    for step in path.steps:
        if _counts(step.term):
            yield step, was
            was = step.term


def _counts(term: Term) -> bool:
    """Whether the term is part of the mean: what weighs nothing is not."""
    return term.is_measured and term.counted_weight > 0


def _share(term: Term, whole: Fraction) -> Fraction:
    return Fraction(term.counted_weight) / whole


def _weight(terms: Iterable[Term]) -> Fraction:
    return sum((Fraction(term.counted_weight) for term in terms), NOTHING)


def _mean(weights: Sequence[Term], scores: Sequence[Term]) -> Fraction:
    if not weights:
        return NOTHING
    points = sum(
        (
            Fraction(term.counted_weight) * Fraction(other.low)
            for term, other in zip(weights, scores, strict=True)
        ),
        NOTHING,
    )
    return points / _weight(weights)
