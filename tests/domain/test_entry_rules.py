"""When whoever writes a month must give a reason or a comment: truth tables."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from commitments.ledger.state import State
from cpg.shared.periods import Month
from indicators.domain.entry import falls_below_seuil, needs_comment, needs_reason
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Definition,
    Direction,
    Fact,
    Frequency,
    Pair,
    Series,
    SignedVersion,
    Status,
    Target,
)

GOOD, BAD = Pair(Decimal(95), Decimal(100)), Pair(Decimal(10), Decimal(100))
ABSENT = Absence(AbsenceKind.NON_DISPONIBLE, "panne")
WRITER, OTHER = 1, 2
NINE_MONTHS = [f"m{number}" for number in range(4, 13)]


@dataclass(frozen=True)
class Current:
    fact: Fact | None
    state: State
    actor_pk: int | None


@pytest.mark.parametrize(
    ("state", "author", "is_needed"),
    [
        (State.SAISI, WRITER, False),
        (State.SAISI, OTHER, True),
        (State.SAISI, None, True),
        (State.SOUMIS, WRITER, True),
        (State.SOUMIS, OTHER, True),
        (State.VALIDE, WRITER, True),
        (State.VALIDE, OTHER, True),
        (State.RETOURNE, WRITER, False),
        (State.RETOURNE, OTHER, False),
    ],
)
def test_a_reason_is_needed_to_change_what_others_were_asked_to_look_at(state, author, is_needed):
    assert needs_reason(Current(GOOD, state, author), WRITER) is is_needed
    assert needs_reason(Current(ABSENT, state, author), WRITER) is is_needed
    assert needs_reason(Current(None, state, author), WRITER) is False, "nothing is replaced"


def test_a_command_needs_a_reason_even_for_what_a_command_entered():
    assert needs_reason(Current(GOOD, State.SAISI, None), None)
    assert not needs_reason(None, None)


@pytest.mark.parametrize("before", [None, *Status])
@pytest.mark.parametrize("status", list(Status))
def test_the_status_falls_below_the_seuil_once(before, status):
    is_below_now, was_below = status == "sous_seuil", before == "sous_seuil"
    assert falls_below_seuil(before, status) is (is_below_now and not was_below)


def series(**facts: Fact) -> Series:
    """A ratio, seuil 80 and objectif 90 in 2024 and 2025; `m1` is January 2024, `m13` January 2025."""
    years = dict.fromkeys((2024, 2025), Target(Decimal(80), Decimal(90)))
    definition = Definition(
        unit="%",
        decimals=2,
        direction=Direction.HAUSSE,
        aggregation=Aggregation.RATIO,
        frequency=Frequency.MENSUELLE,
        contract_first_year=2024,
        contract_last_year=2025,
    )
    months = {Month(2024, 1).plus(int(name[1:]) - 1): fact for name, fact in facts.items()}
    return Series(definition, months, versions=(SignedVersion("initiale", date(2024, 1, 1), years, 2024),))


@pytest.mark.parametrize(
    ("facts", "month", "is_needed"),
    [
        ({"m1": BAD}, Month(2024, 1), True),
        ({"m1": GOOD}, Month(2024, 1), False),
        ({"m1": GOOD, "m2": BAD}, Month(2024, 2), True),
        ({"m1": BAD, "m2": BAD}, Month(2024, 2), False),
        ({"m12": BAD, "m13": BAD}, Month(2025, 1), True),  # a year of one month was not judged
        ({**dict.fromkeys(NINE_MONTHS, BAD), "m13": BAD}, Month(2025, 1), False),
        ({"m12": GOOD, "m13": BAD}, Month(2025, 1), True),
        ({"m1": BAD, "m2": ABSENT}, Month(2024, 2), False),
        ({"m1": ABSENT}, Month(2024, 1), False),
        ({}, Month(2024, 1), False),
    ],
)
def test_a_month_that_takes_the_status_below_the_seuil_needs_a_comment(facts, month, is_needed):
    assert needs_comment(series(**facts), month, " ") is is_needed
    assert needs_comment(series(**facts), month, "grève") is False


def test_an_absence_that_takes_the_status_below_has_its_reason_instead():
    neutralised = replace(series(m1=BAD, m2=ABSENT), neutralised=frozenset({Month(2024, 1)}))
    assert not needs_comment(neutralised, Month(2024, 2), "")
    below = replace(series(m1=GOOD, m2=ABSENT), versions=_raised_in_february())
    assert not needs_comment(below, Month(2024, 2), "")
    valued = replace(below, facts={**below.facts, Month(2024, 2): GOOD})
    assert needs_comment(valued, Month(2024, 2), ""), "the targets rose: the same value falls below"


def _raised_in_february() -> tuple[SignedVersion, ...]:
    low, high = Target(Decimal(80), Decimal(90)), Target(Decimal(96), Decimal(98))
    return (
        SignedVersion("initiale", date(2024, 1, 1), {2024: low}),
        SignedVersion("avenant", date(2024, 2, 1), {2024: high}),
    )
