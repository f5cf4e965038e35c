"""The state of a month, for every combination of what it holds, its step, what is asked of it and its closing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from commitments.ledger.state import State
from cpg.shared.periods import Month
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Definition,
    Direction,
    Frequency,
    Pair,
    Series,
    SignedVersion,
)
from indicators.domain.month_state import (
    Act,
    Expectation,
    Held,
    MonthState,
    closing_text,
    month_state,
    state_of_revision,
)
from indicators.domain.timeline import Timeline


@dataclass(frozen=True)
class Closing:
    is_closed: bool
    open_until: date | None = None


OPEN, CLOSED, REOPENED = None, Closing(True), Closing(False, date(2025, 10, 25))
HELD = [(Held.NOTHING, None), *product((Held.VALUE, Held.ABSENCE), State)]
EVERY = [
    MonthState(held, step, expectation, is_neutralised, is_begun, lock)
    for (held, step), expectation, is_neutralised, is_begun, lock in product(
        HELD, Expectation, (False, True), (False, True), (OPEN, CLOSED, REOPENED)
    )
]


def expected_word(state):
    """product.md, written a second time without the table."""
    if state.is_neutralised:
        return "neutralisé"
    if state.held is Held.NOTHING:
        return {
            "BEFORE_FIRST_YEAR": "pas encore suivi", "NOT_DUE": "non dû", "NOT_YET_DUE": "pas encore dû",
            "EXPECTED": "non renseigné", "LATE": "non renseigné",
        }[state.expectation.name]  # fmt: skip
    if state.step is State.RETOURNE:
        return "renvoyé"
    if state.held is Held.ABSENCE:
        return "absence motivée"
    return {State.SAISI: "saisi", State.SOUMIS: "soumis", State.VALIDE: "validé"}[state.step]


def test_every_combination_has_its_one_word():
    assert len(EVERY) == 9 * 5 * 2 * 2 * 3
    assert [state.word for state in EVERY] == [expected_word(state) for state in EVERY]


@pytest.mark.parametrize("lock", [CLOSED, REOPENED])
def test_closing_or_reopening_changes_no_word_and_is_written_beside_it(lock):
    for state in EVERY:
        locked = MonthState(
            state.held, state.step, state.expectation, state.is_neutralised, state.is_begun, lock
        )
        assert locked.word == state.word
        assert locked.beside[-1] == closing_text(lock)


def test_the_words_of_a_closing():
    assert [closing_text(lock) for lock in (OPEN, CLOSED, REOPENED)] == [
        "",
        "clos",
        "rouvert jusqu’au 25/10/2025",
    ]


@pytest.mark.parametrize(
    ("held", "step", "expectation", "is_neutralised", "lock", "text", "turn"),
    [
        (Held.NOTHING, None, Expectation.LATE, False, OPEN,
         "non renseigné, en retard", "à saisir par son responsable"),
        (Held.NOTHING, None, Expectation.EXPECTED, False, OPEN,
         "non renseigné, attendu", "à saisir par son responsable"),
        (Held.NOTHING, None, Expectation.LATE, False, CLOSED, "non renseigné, clos", ""),
        (Held.NOTHING, None, Expectation.LATE, True, OPEN, "neutralisé", ""),
        (Held.NOTHING, None, Expectation.NOT_DUE, False, CLOSED, "non dû, clos", ""),
        (Held.VALUE, State.SAISI, Expectation.NOT_DUE, False, OPEN, "saisi", "à soumettre par son responsable"),
        (Held.VALUE, State.SOUMIS, Expectation.NOT_DUE, False, OPEN, "soumis", "à valider par le contrôle de gestion"),
        (Held.VALUE, State.RETOURNE, Expectation.NOT_DUE, False, OPEN, "renvoyé", "à reprendre par son responsable"),
        (Held.VALUE, State.VALIDE, Expectation.NOT_DUE, False, CLOSED, "validé, clos", ""),
        (Held.VALUE, State.SOUMIS, Expectation.NOT_DUE, True, CLOSED, "neutralisé, soumis, clos",
         "à valider par le contrôle de gestion"),
        (Held.ABSENCE, State.SOUMIS, Expectation.NOT_DUE, False, CLOSED, "absence motivée, soumis, clos",
         "à valider par le contrôle de gestion"),
        (Held.VALUE, State.SAISI, Expectation.NOT_DUE, False, CLOSED, "saisi, clos", ""),
        (Held.VALUE, State.RETOURNE, Expectation.NOT_DUE, False, CLOSED, "renvoyé, clos", ""),
        (Held.ABSENCE, State.SAISI, Expectation.NOT_DUE, False, REOPENED,
         "absence motivée, saisi, rouvert jusqu’au 25/10/2025", "à soumettre par son responsable"),
        (Held.ABSENCE, State.RETOURNE, Expectation.NOT_DUE, False, OPEN, "renvoyé", "à reprendre par son responsable"),
    ],
)  # fmt: skip
def test_what_is_beside_the_word_and_whose_turn_it_is(
    held, step, expectation, is_neutralised, lock, text, turn
):
    state = MonthState(held, step, expectation, is_neutralised, True, lock)
    assert (state.text, state.turn) == (text, turn)


def test_what_may_be_done_next():
    for state in EVERY:
        expected = {
            None: {Act.ENTER}, State.SAISI: {Act.CORRECT, Act.SUBMIT},
            State.SOUMIS: {Act.CORRECT, Act.UNSUBMIT, Act.DECIDE},
            State.VALIDE: {Act.CORRECT}, State.RETOURNE: {Act.CORRECT, Act.SUBMIT},
        }[state.step]  # fmt: skip
        if not state.is_begun or state.expectation is Expectation.BEFORE_FIRST_YEAR:
            expected = expected - {Act.ENTER, Act.CORRECT}
        if state.lock is CLOSED:
            expected = {Act.REOPEN, Act.DECIDE} if state.step is State.SOUMIS else {Act.REOPEN}
        assert state.acts == expected, state


def test_a_mark_belongs_to_one_word_and_a_late_month_to_none_that_is_closed():
    words: dict[tuple[str, str], set[str]] = {}
    for state in EVERY:
        words.setdefault((state.shape, state.style), set()).add(state.word)
    nothing_asked = {"pas encore suivi", "non dû", "pas encore dû"}
    assert all(len(found) == 1 or found == nothing_asked for found in words.values())
    assert not any(state.is_late or "en retard" in state.beside for state in EVERY if state.is_closed)


DEFINITION = Definition(
    unit="%", decimals=2, aggregation=Aggregation.RATIO, direction=Direction.HAUSSE,
    frequency=Frequency.TRIMESTRIELLE, contract_first_year=2023, contract_last_year=2027,
)  # fmt: skip


@pytest.mark.parametrize(
    ("month", "today", "expected"),
    [
        ("2023-06", "2025-10-08", Expectation.BEFORE_FIRST_YEAR),
        ("2025-05", "2025-10-08", Expectation.NOT_DUE),
        ("2025-03", "2025-10-08", Expectation.NOT_DUE),
        ("2025-06", "2025-10-08", Expectation.LATE),
        ("2025-09", "2025-10-08", Expectation.EXPECTED),
        ("2025-09", "2025-10-10", Expectation.EXPECTED),
        ("2025-09", "2025-10-11", Expectation.LATE),
        ("2025-12", "2025-10-08", Expectation.NOT_YET_DUE),
        ("2025-12", "2025-12-31", Expectation.NOT_YET_DUE),
        ("2025-11", "2025-10-08", Expectation.NOT_DUE),
    ],
)
def test_what_is_asked_of_an_empty_month(month, today, expected):
    """A quarter is due at its end, and February answered for the first one."""
    version = SignedVersion("initiale", date(2023, 1, 1), {}, first_year=2024)
    series = Series(DEFINITION, {Month(2025, 2): Pair(Decimal(1), Decimal(2))}, versions=(version,))
    at = Month.parse(month)
    until = date(2025, 10, 10) if month == "2025-09" else date(2025, 7, 10)
    state = month_state(
        Timeline(series), at, None, None, today=date.fromisoformat(today), until=until, lock=None
    )
    assert state.expectation is expected
    assert state.is_begun is (at.first_day <= date.fromisoformat(today))


def test_a_retracted_month_holds_nothing_and_a_revision_says_its_own_word():
    version = SignedVersion("initiale", date(2023, 1, 1), {}, first_year=2024)
    series = Series(DEFINITION, {}, frozenset({Month(2025, 6)}), (version,))
    common = {"today": date(2025, 10, 8), "until": date(2025, 7, 10), "lock": None}
    retracted = month_state(Timeline(series), Month(2025, 3), None, State.SAISI, **common)
    assert (retracted.word, retracted.step) == ("non renseigné", None)
    # The whole quarter is neutralised with its last month.
    assert month_state(Timeline(series), Month(2025, 4), None, None, **common).word == "neutralisé"
    absence = Absence(AbsenceKind.SANS_OBJET, "aucun cas")
    assert state_of_revision(absence, State.SOUMIS).text == "absence motivée, soumis"
    assert state_of_revision(Pair(Decimal(1), Decimal(2)), State.RETOURNE).text == "renvoyé"
