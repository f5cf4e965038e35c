"""Who gets which mail about months on which day: truth tables, without a database."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Body, User
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.french import NARROW, NO_BREAK
from cpg.shared.periods import Month
from dashboards.reminders import frame
from dashboards.reminders.figures import HandedMonth, UnexplainedMonth
from dashboards.reminders.frame import MailSection, Tray
from dashboards.reminders.planning import Desk, plan
from indicators.dues import Due
from indicators.models import Assignment, DefinitionRevision, Indicator
from indicators.plausibility import Doubt
from indicators.selectors import MonthRecord
from indicators.submission import OwedComment

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


def desk_of(user, to_do=(), returned=(), waiting=(), overdue=()):
    return Desk(user, Tray(list(to_do), list(returned), list(waiting), list(overdue)))


def is_written(desk, last, now):
    return plan(desk, at(last) if last else None, at(now)) is not None


def text(letter):
    return letter.body.replace(NO_BREAK, " ").replace(NARROW, " ")


def test_each_day_of_two_months_gives_a_mail_on_those_three_days_only():
    sent: list[tuple[str, str]] = []
    last = None
    for day in range(60):
        now = at("2025-10-01T07:05") + timedelta(days=day)
        letter = plan(desk_of(CAMILLE, [missing()]), last, now)
        if letter is not None:
            last = now
            sent.append((now.date().isoformat(), letter.key))
    assert sent == [(day, f"rappel/7/{day}") for day in ("2025-10-15", "2025-10-21", "2025-10-30")]


@pytest.mark.parametrize(
    ("told", "now", "expected"),
    [
        (None, "2025-10-21T07:05", True),
        ("2025-10-15T07:05", "2025-10-21T07:05", True),
        ("2025-10-21T07:05", "2025-10-21T08:05", False),
        ("2025-10-21T07:05", "2025-10-22T07:05", False),
        # The server was down on the 15th and the 21st, then from the 15th to the 31st: one mail, the latest.
        (None, "2025-10-23T07:05", True),
        ("2025-10-15T07:05", "2025-11-02T07:05", True),
        # Paris midnight: the day after begins there, whatever the time in UTC.
        ("2025-10-15T07:05", "2025-10-20T23:59", False),
        ("2025-10-15T07:05", "2025-10-21T00:00", True),
    ],
)
def test_a_reminder_is_new_once(told, now, expected):
    assert is_written(desk_of(CAMILLE, [missing()]), told, now) is expected


def test_one_mail_holds_everything_one_has_to_enter_and_nothing_that_is_not_asked_for_yet():
    desk = desk_of(
        CAMILLE,
        [
            missing(Month(2025, 8), date(2025, 9, 20)),
            missing(),
            missing(code="R2", holder=DOMINIQUE),
            missing(Month(2025, 10), date(2025, 12, 31), code="R3"),
        ],
    )
    letter = plan(desk, None, at("2025-10-15T07:05"))
    assert letter.subject == "Trois valeurs à saisir, dont une en retard"
    said = text(letter)
    assert "Bonjour Camille," in said
    assert "août 2025 (attendu le 20/09/2025, en retard), septembre 2025 (jusqu’au 20/10/2025)" in said
    assert "- Libellé de R2 (R2) (à la place de Dominique)" in said
    assert "R3" not in said
    assert "/compte/" in said


def test_nothing_to_enter_is_no_mail():
    assert plan(Desk(CAMILLE), None, at("2025-10-21T07:05")) is None


@pytest.mark.parametrize(
    ("since", "told", "now", "expected"),
    [
        ("2025-10-20T09:50", None, "2025-10-20T10:05", True),
        ("2025-10-20T10:04:30", None, "2025-10-20T10:05", False),
        ("2025-10-20T09:50", "2025-10-20T10:05", "2025-10-20T11:05", False),
        # A second one the same day waits for the next; one that an earlier mail told is not told again.
        ("2025-10-20T10:30", "2025-10-20T10:05", "2025-10-20T11:05", False),
        ("2025-10-20T10:30", "2025-10-20T10:05", "2025-10-21T07:05", True),
        ("2025-10-20T09:50", "2025-10-20T10:05", "2025-10-21T07:05", False),
        # Written while the mail could not see it yet.
        ("2025-10-20T10:04:30", "2025-10-20T10:05", "2025-10-21T07:05", True),
    ],
)
def test_what_comes_back_is_told_once_and_at_most_once_a_day(since, told, now, expected):
    assert is_written(desk_of(CAMILLE, returned=[returned(since)]), told, now) is expected


def test_what_came_back_is_gathered_with_who_and_why():
    back = [returned("2025-10-20T09:10"), returned("2025-10-20T09:50", code="R2")]
    letter = plan(desk_of(CAMILLE, returned=back), None, at("2025-10-20T10:05"))
    assert letter.subject == "Deux mois vous reviennent"
    assert text(letter).count("Dominique : « à revoir »") == 2


def test_what_waits_for_a_validation_is_told_when_something_new_waits():
    desk = desk_of(CAMILLE, waiting=[waiting("2025-10-19T09:00"), waiting("2025-10-20T09:00", code="R2")])
    assert not is_written(desk, "2025-10-20T09:05", "2025-10-21T07:05")
    letter = plan(desk, at("2025-10-19T12:05"), at("2025-10-20T10:05"))
    assert letter.subject == "Deux mois à valider"
    assert f"{CONTRACT} : septembre 2025 (Libellé de R1 et Libellé de R2)" in text(letter)


def test_a_mail_has_everything_whatever_it_is_sent_for_and_no_figure():
    seen = handed("2025-10-01T09:00", "R3", State.SAISI)
    unexplained = UnexplainedMonth(
        seen.indicator, seen.record, OwedComment((Doubt("far", "1 % : cent fois moins"),))
    )
    desk = desk_of(CAMILLE, [missing()], [returned("2025-10-16T09:00", code="R2")], overdue=[unexplained])
    letter = plan(desk, at("2025-10-15T07:05"), at("2025-10-17T07:05"))
    assert letter.subject == "Une valeur à saisir, un mois vous revient, un mois attend un commentaire"
    assert "Libellé de R3 (R3), septembre 2025\n  la valeur est inhabituelle\n  http" in text(letter)
    assert "1 %" not in text(letter)
    assert len(re.findall(r"^  https?://\S+/R\d/2025-09/$", text(letter), re.MULTILINE)) == 3


def test_a_subject_fits_its_column():
    long = User(pk=9, first_name="D" * 150, last_name="V" * 150)
    made = frame.letter(CAMILLE, UNTIL, [MailSection("une valeur à saisir", "")], title=f"Rappel de {long}")
    assert len(made.subject) <= 200


FULL = desk_of(WEEKLY, [missing()], [returned("2025-10-17T09:00")], [waiting("2025-10-18T09:00")])


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, "2025-10-20T07:05", True),
        ("2025-10-13T07:05", "2025-10-20T07:05", True),
        ("2025-10-20T07:05", "2025-10-20T08:05", False),
        ("2025-10-20T07:05", "2025-10-26T20:05", False),
        # Monday had no server: the week is told on Wednesday, once.
        ("2025-10-13T07:05", "2025-10-22T07:05", True),
        # A controller reminded them of everything on Tuesday.
        ("2025-10-21T07:05", "2025-10-22T07:05", False),
    ],
)
def test_the_digest_is_one_mail_a_week(last, now, expected):
    assert is_written(FULL, last, now) is expected


def test_the_digest_has_all_three():
    letter = plan(FULL, None, at("2025-10-22T07:05"))
    assert letter.key == "rappel/7/2025-10-22"
    assert letter.subject.replace(NO_BREAK, " ") == (
        "Votre semaine : une valeur à saisir, en retard, un mois vous revient, un mois à valider"
    )


@pytest.mark.parametrize(
    "later",
    [
        desk_of(WEEKLY, returned=[returned("2025-10-21T09:00")]),
        desk_of(WEEKLY, waiting=[waiting("2025-10-22T09:00")]),
        desk_of(WEEKLY, [missing(until=date(2025, 11, 5))]),
        Desk(WEEKLY),
    ],
)
def test_what_comes_after_monday_waits_for_the_next(later):
    """A Monday on which there was nothing to tell is not made up for on Thursday."""
    assert not is_written(later, None, "2025-10-23T07:05")


def test_going_back_to_single_mails_repeats_nothing_of_the_digest():
    desk = Desk(CAMILLE, FULL.months)
    assert not is_written(desk, "2025-10-20T07:05", "2025-10-20T08:05")
    assert is_written(desk, "2025-10-20T07:05", "2025-10-21T07:05")
