"""When somebody is reminded: the rules that months and échéances share, as truth tables."""

from datetime import date, datetime

import pytest

from commitments.ledger.reminders import Deadline, is_news, is_reminder_due, is_too_soon, week_to_tell

SEPTEMBER = Deadline(ended=date(2025, 9, 30), until=date(2025, 10, 20))


def at(text):
    return datetime.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2025-10-14", None),
        ("2025-10-15", "2025-10-15"),
        ("2025-10-20", "2025-10-15"),
        ("2025-10-21", "2025-10-21"),
        ("2025-10-29", "2025-10-21"),
        ("2025-10-30", "2025-10-30"),
        ("2026-03-01", "2025-10-30"),
    ],
)
def test_the_days_are_five_before_the_day_after_and_ten_after(today, expected):
    day = SEPTEMBER.reminded_on(date.fromisoformat(today))
    assert day == (date.fromisoformat(expected) if expected else None)


def test_a_short_delay_asks_for_no_period_that_has_not_ended():
    soon = Deadline(ended=date(2025, 9, 30), until=date(2025, 10, 2))
    assert soon.reminded_on(date(2025, 9, 30)) is None
    assert soon.reminded_on(date(2025, 10, 1)) == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("last", "today", "expected"),
    [
        (None, "2025-10-14", False),
        (None, "2025-10-15", True),
        ("2025-10-15T07:05", "2025-10-20", False),
        ("2025-10-15T07:05", "2025-10-21", True),
        ("2025-10-21T07:05", "2025-10-21", False),
        ("2025-10-20T23:59", "2025-10-21", True),
        ("2025-10-15T07:05", "2025-11-30", True),
    ],
)
def test_a_reminder_is_due_once_for_each_of_its_days(last, today, expected):
    assert is_reminder_due([SEPTEMBER], at(last), date.fromisoformat(today)) is expected


def test_the_latest_day_among_several_deadlines_decides():
    october = Deadline(ended=date(2025, 10, 31), until=date(2025, 11, 20))
    assert not is_reminder_due([SEPTEMBER], at("2025-10-30T07:05"), date(2025, 11, 15))
    assert is_reminder_due([SEPTEMBER, october], at("2025-10-30T07:05"), date(2025, 11, 15))
    assert not is_reminder_due([], None, date(2025, 11, 15))


@pytest.mark.parametrize(
    ("since", "last", "expected"),
    [
        ("2025-10-20T09:00", None, True),
        ("2025-10-20T10:04:30", None, False),  # A mail of this minute could not see it.
        ("2025-10-20T09:00", "2025-10-19T08:00", True),
        ("2025-10-19T07:00", "2025-10-19T08:00", False),
        ("2025-10-19T07:59:30", "2025-10-19T08:00", True),  # That mail could not see it.
    ],
)
def test_news_is_what_no_mail_could_hold(since, last, expected):
    assert is_news(at(since), at(last), at("2025-10-20T10:05")) is expected


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        (None, "2025-10-20T07:05", False),
        ("2025-10-20T07:04:09", "2025-10-20T07:05", True),
        ("2025-10-20T07:05", "2025-10-20T20:05", True),
        ("2025-10-19T20:05", "2025-10-20T07:05", False),
        ("2025-10-19T23:59:30", "2025-10-20T00:00:21", True),
        ("2025-10-19T23:00", "2025-10-20T08:59", True),
        ("2025-10-19T23:00", "2025-10-20T09:00", False),
    ],
)
def test_nobody_gets_two_mails_on_one_day_nor_over_one_night(last, now, expected):
    assert is_too_soon(at(last), at(now)) is expected


@pytest.mark.parametrize(
    ("last", "now", "monday"),
    [
        (None, "2025-10-20T07:05", "2025-10-20"),
        (None, "2025-10-26T07:05", "2025-10-20"),
        ("2025-10-19T20:05", "2025-10-20T07:05", "2025-10-20"),
        ("2025-10-20T07:05", "2025-10-22T07:05", None),
        ("2025-10-20T07:05", "2025-10-27T07:05", "2025-10-27"),
    ],
)
def test_the_mail_of_a_week_is_due_until_one_was_sent_since_monday(last, now, monday):
    assert week_to_tell(at(last), at(now)) == (date.fromisoformat(monday) if monday else None)
