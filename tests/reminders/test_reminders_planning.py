"""Who gets which mail about months on which day: truth tables, without a database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Body, User
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.french import NARROW, NO_BREAK
from cpg.shared.periods import Month
from dashboards.reminders.figures import Desk as MonthsDesk
from dashboards.reminders.figures import HandedMonth, plan
from dashboards.reminders.frame import Desk
from indicators.dues import Due
from indicators.models import Assignment, DefinitionRevision, Indicator
from indicators.selectors import MonthRecord

PARIS = ZoneInfo("Europe/Paris")
CAMILLE = User(pk=7, first_name="Camille")
WEEKLY = User(pk=7, first_name="Camille", wants_weekly_digest=True)
DOMINIQUE = User(pk=8, first_name="Dominique")
CONTRACT = Contract(pk=1, code="cpg", label="CPG", body=Body(pk=1, code="caisse", short_name="Caisse"))
SEPTEMBER = Month(2025, 9)
UNTIL = date(2025, 10, 20)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def indicator(code, holder=CAMILLE):
    terms = DefinitionRevision(label=f"Libellé de {code}")
    made = Indicator(pk=int(code[1:]), code=code, current_definition=terms, contract=CONTRACT)
    vars(made)["_prefetched_objects_cache"] = {"assignments": [Assignment(user=holder, indicator=made)]}
    return made


def missing(month=SEPTEMBER, until=UNTIL, code="R1", holder=CAMILLE):
    return Due(indicator(code, holder), month, until)


def handed(since, code, state, reason=""):
    record = MonthRecord(
        month=SEPTEMBER,
        version=1,
        fact=None,
        comment="",
        appreciation="",
        state=state,
        reason=reason,
        actor="Dominique",
        actor_pk=None,
        sequence=1,
        recorded_at=at(since),
        origin="form",
    )
    return HandedMonth(indicator(code), record)


def returned(since, code="R1"):
    return handed(since, code, State.RETOURNE, "à revoir")


def waiting(since, code="R1"):
    return handed(since, code, State.SOUMIS)


def kinds(desk, told, now):
    return [letter.kind for letter in plan(desk, told, at(now))]


def text(letter):
    return letter.body.replace(NO_BREAK, " ").replace(NARROW, " ")


def test_each_day_of_two_months_gives_a_mail_on_those_three_days_only():
    sent: list[tuple[str, str]] = []
    told: dict[str, datetime] = {}
    for day in range(60):
        now = at("2025-10-01T07:05") + timedelta(days=day)
        for letter in plan(Desk(CAMILLE, [missing()]), told, now):
            told["rappel"] = now
            sent.append((now.date().isoformat(), letter.key))
    assert sent == [(day, f"rappel/7/{day}") for day in ("2025-10-15", "2025-10-21", "2025-10-30")]


@pytest.mark.parametrize(
    ("told", "now", "expected"),
    [
        (None, "2025-10-21T07:05", ["rappel"]),
        ("2025-10-15T07:05", "2025-10-21T07:05", ["rappel"]),
        ("2025-10-21T07:05", "2025-10-21T08:05", []),
        ("2025-10-21T07:05", "2025-10-22T07:05", []),
        # The server was down on the 15th and the 21st, then from the 15th to the 31st: one mail, the latest.
        (None, "2025-10-23T07:05", ["rappel"]),
        ("2025-10-15T07:05", "2025-11-02T07:05", ["rappel"]),
        # Paris midnight: the day after begins there, whatever the time in UTC.
        ("2025-10-15T07:05", "2025-10-20T23:59", []),
        ("2025-10-15T07:05", "2025-10-21T00:00", ["rappel"]),
    ],
)
def test_a_reminder_is_new_once(told, now, expected):
    assert kinds(Desk(CAMILLE, [missing()]), {"rappel": at(told)} if told else {}, now) == expected


def test_one_mail_holds_everything_one_has_to_enter_and_nothing_that_is_not_asked_for_yet():
    desk: MonthsDesk = Desk(
        CAMILLE,
        [
            missing(Month(2025, 8), date(2025, 9, 20)),
            missing(),
            missing(code="R2", holder=DOMINIQUE),
            missing(Month(2025, 10), date(2025, 12, 31), code="R3"),
        ],
    )
    (letter,) = plan(desk, {}, at("2025-10-15T07:05"))
    assert letter.subject == "Trois valeurs à saisir, dont une en retard"
    said = text(letter)
    assert "Bonjour Camille," in said
    assert "août 2025 (attendu le 20/09/2025, en retard), septembre 2025 (jusqu’au 20/10/2025)" in said
    assert "- R2, Libellé de R2 (à la place de Dominique)" in said
    assert "R3" not in said
    assert "/compte/" in said


def test_nothing_to_enter_is_no_mail():
    assert plan(Desk(CAMILLE), {}, at("2025-10-21T07:05")) == []


@pytest.mark.parametrize(
    ("since", "told", "now", "expected"),
    [
        ("2025-10-20T09:50", None, "2025-10-20T10:05", ["renvoi"]),
        ("2025-10-20T10:04:30", None, "2025-10-20T10:05", []),
        ("2025-10-20T09:50", "2025-10-20T10:05", "2025-10-20T11:05", []),
        # A second one the same day waits for the next; one that an earlier mail told is not told again.
        ("2025-10-20T10:30", "2025-10-20T10:05", "2025-10-20T11:05", []),
        ("2025-10-20T10:30", "2025-10-20T10:05", "2025-10-21T07:05", ["renvoi"]),
        ("2025-10-20T09:50", "2025-10-20T10:05", "2025-10-21T07:05", []),
        # Written while the mail could not see it yet.
        ("2025-10-20T10:04:30", "2025-10-20T10:05", "2025-10-21T07:05", ["renvoi"]),
    ],
)
def test_what_comes_back_is_told_once_and_at_most_once_a_day(since, told, now, expected):
    found = {"renvoi": at(told)} if told else {}
    assert kinds(Desk(CAMILLE, returned=[returned(since)]), found, now) == expected


def test_what_came_back_is_gathered_with_who_and_why():
    back = [returned("2025-10-20T09:10"), returned("2025-10-20T09:50", code="R2")]
    (letter,) = plan(Desk(CAMILLE, returned=back), {}, at("2025-10-20T10:05"))
    assert letter.subject == "Deux mois vous reviennent"
    assert text(letter).count("Dominique : « à revoir »") == 2


def test_what_waits_for_a_validation_is_told_when_something_new_waits():
    desk: MonthsDesk = Desk(
        CAMILLE, waiting=[waiting("2025-10-19T09:00"), waiting("2025-10-20T09:00", code="R2")]
    )
    assert kinds(desk, {"a_valider": at("2025-10-20T09:05")}, "2025-10-21T07:05") == []
    (letter,) = plan(desk, {"a_valider": at("2025-10-19T12:05")}, at("2025-10-20T10:05"))
    assert (letter.kind, letter.subject) == ("a_valider", "Deux mois à valider")
    assert f"{CONTRACT} : septembre 2025 (R1 et R2)" in text(letter)


FULL = Desk(WEEKLY, [missing()], [returned("2025-10-17T09:00")], [waiting("2025-10-18T09:00")])


@pytest.mark.parametrize(
    ("told", "now", "expected"),
    [
        ({}, "2025-10-20T07:05", ["semaine"]),
        ({"semaine": "2025-10-13T07:05"}, "2025-10-20T07:05", ["semaine"]),
        ({"semaine": "2025-10-20T07:05"}, "2025-10-20T08:05", []),
        ({"semaine": "2025-10-20T07:05"}, "2025-10-26T20:05", []),
        # Monday had no server: the week is told on Wednesday, once.
        ({"semaine": "2025-10-13T07:05"}, "2025-10-22T07:05", ["semaine"]),
        # Who chose the digest in the middle of a week knows it already.
        ({"rappel": "2025-10-21T07:05"}, "2025-10-22T07:05", []),
    ],
)
def test_the_digest_is_one_mail_a_week(told, now, expected):
    assert kinds(FULL, {kind: at(time) for kind, time in told.items()}, now) == expected


def test_the_digest_holds_the_three_and_bears_the_key_of_its_monday():
    (letter,) = plan(FULL, {}, at("2025-10-22T07:05"))
    assert letter.key == "semaine/7/2025-10-20"
    assert letter.subject.replace(NO_BREAK, " ") == (
        "Votre semaine : une valeur à saisir, en retard, un mois vous revient, un mois à valider"
    )


@pytest.mark.parametrize(
    "later",
    [
        Desk(WEEKLY, returned=[returned("2025-10-21T09:00")]),
        Desk(WEEKLY, waiting=[waiting("2025-10-22T09:00")]),
        Desk(WEEKLY, [missing(until=date(2025, 11, 5))]),
        Desk(WEEKLY),
    ],
)
def test_what_comes_after_monday_waits_for_the_next(later):
    """A Monday on which there was nothing to tell is not made up for on Thursday."""
    assert kinds(later, {}, "2025-10-23T07:05") == []


def test_going_back_to_single_mails_repeats_nothing_of_the_digest():
    desk: MonthsDesk = Desk(CAMILLE, FULL.to_do, FULL.returned, FULL.waiting)
    assert kinds(desk, {"semaine": at("2025-10-20T07:05")}, "2025-10-20T08:05") == []
    assert kinds(desk, {"semaine": at("2025-10-20T07:05")}, "2025-10-21T07:05") == ["rappel"]
