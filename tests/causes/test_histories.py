"""Between any two states of a history of real acts: the causes add up to the change exactly, and each is the right one.

A usual run draws a few pairs; `make properties` draws ten thousand, others each time.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
import time_machine
from hypothesis import settings

from cpg.shared.periods import Month
from dashboards.causes.acts import CauseKind
from dashboards.causes.moving import Line, Moved, moved
from indicators.domain import Term, attain, roll_up
from tests.causes.histories import MONTHS, History, begin

pytestmark = pytest.mark.django_db
MANY = bool(settings.default and settings.default.max_examples > 1000)
PAIRS = 10_000 if MANY else 40
ACTS, PAIRS_OF_AN_ACT = 30, 5
OF_A_HISTORY = ACTS * PAIRS_OF_AN_ACT


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2025-05-20T10:00:00+02:00"):
        yield


@pytest.mark.parametrize("number", range(-(-PAIRS // OF_A_HISTORY)))
def test_the_causes_of_any_change_add_up_and_none_is_missing(number: int) -> None:
    history = begin(Random().randrange(10**9) if MANY else number)  # noqa: S311 (a case to replay)
    told = 0
    for _ in history.acts(ACTS if MANY else min(ACTS, PAIRS // PAIRS_OF_AN_ACT)):
        for _ in range(PAIRS_OF_AN_ACT):
            known_at = history.rng.choice(list(history.known))
            first, last = sorted(history.rng.choice(MONTHS) for _ in range(2))
            found = moved(history.contract, (first, known_at), last)
            told += bool(found.lines)
            check(history, found, (first, known_at), last)
    assert told > 5


def check(history: History, found: Moved, before: tuple[Month, int], month: Month) -> None:
    first, known_at = before
    was, terms = terms_of(history, known_at, first), terms_of(history, history.sequence, month)
    assert (found.before.score, found.after.score) == (roll_up(was).score, roll_up(terms).score)
    if found.change is None:
        assert not found.lines
        return
    exact = sum((line.exact for line in found.lines), Fraction(0))
    assert exact == mean(terms) - mean(was)
    assert sum((line.points for line in found.lines), Decimal(0)) == found.change
    for line in found.lines:
        assert abs(line.exact - Fraction(line.points)) < Fraction(1, 100)
        assert line.cause.kind is not CauseKind.DATA
        assert line.cause.by is None or is_its_work(history, line, known_at)


def is_its_work(history: History, line: Line, known_at: int) -> bool:
    """Whether the act that is named came after the first moment, and changed what its indicator is computed from."""
    assert line.cause.by is not None
    done, key = line.cause.by.sequence, line.indicator.pk
    standing = max(each for each in history.known if each < done)
    return done > known_at and history.known[standing][key] != history.known[done][key]


def terms_of(history: History, known_at: int, month: Month) -> list[Term]:
    return [Term.of(str(key), attain(series, month)) for key, series in history.known[known_at].items()]


def mean(terms: list[Term]) -> Fraction:
    """Written again, from the published scores and the weights."""
    weighed = [
        (Fraction(1 if each.weight is None else each.weight), Fraction(each.score))
        for each in terms
        if each.has_objectif and each.score is not None
    ]
    return sum((weight * score for weight, score in weighed), Fraction(0)) / sum(
        weight for weight, _ in weighed
    )
