"""Which mails a person gets today: pure, from what lies on their desk and what they were told before.

One mail a day of each kind at most, with all that it is about in it. Nothing is planned from what happened yesterday
but from what stands today, so that a day without a server is made up for by one mail, the latest.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from accounts.outbox import Letter
from dashboards.reminders.figures import texts
from dashboards.reminders.figures.matters import Desk, Missing, Person, Returned, Waiting

__all__ = ["KINDS", "Desk", "Missing", "Person", "Returned", "Waiting", "plan"]

REMINDER, RETURN, VALIDATION, DIGEST = KINDS = ("rappel", "renvoi", "a_valider", "semaine")
# Days from the deadline: five before, the day after, ten after.
BEFORE, AFTER = timedelta(days=-5), (timedelta(days=1), timedelta(days=10))
# An act that is being written may bear an earlier time than a mail that could not see it: it is told one minute later.
MARGIN = timedelta(minutes=1)

type Told = Mapping[str, datetime]


def plan(desk: Desk, told: Told, now: datetime) -> tuple[Letter, ...]:
    """The letters to post now. `told` is when the person last got each kind; `now` is Paris time, and so are they."""
    if desk.person.wants_digest:
        letters = [_digest(desk, told, now)]
    else:
        letters = [_reminder(desk, told, now), _returned(desk, told, now), _validation(desk, told, now)]
    return tuple(letter for letter in letters if letter is not None)


def reminded_on(missing: Missing, today: date) -> date | None:
    """The latest day, today included, on which somebody is reminded of that month; None before the first."""
    return max((day for day in _days(missing) if day <= today), default=None)


def _days(missing: Missing) -> tuple[date, ...]:
    """A month is not asked for before it has ended, however short its delay."""
    first = max(missing.until + BEFORE, missing.month.last_day + timedelta(days=1))
    return (first, *(missing.until + after for after in AFTER))


def _reminder(desk: Desk, told: Told, now: datetime) -> Letter | None:
    today = now.date()
    last = _last_day(told, REMINDER, DIGEST)
    days = [day for day in (reminded_on(each, today) for each in desk.missing) if day is not None]
    if not days or (last is not None and max(days) <= last):
        return None
    shown = [each for each in desk.missing if _days(each)[0] <= today]
    return _letter(desk, REMINDER, today, texts.reminder(desk.person, shown, today))


def _returned(desk: Desk, told: Told, now: datetime) -> Letter | None:
    news = [each for each in desk.returned if _is_news(each.since, told, RETURN, now)]
    if not news:
        return None
    return _letter(desk, RETURN, now.date(), texts.returned(desk.person, news))


def _validation(desk: Desk, told: Told, now: datetime) -> Letter | None:
    """Told when something new waits; then with all that waits."""
    if not any(_is_news(each.since, told, VALIDATION, now) for each in desk.waiting):
        return None
    return _letter(desk, VALIDATION, now.date(), texts.validation(desk.person, desk.waiting))


def _digest(desk: Desk, told: Told, now: datetime) -> Letter | None:
    """Monday's, or on the days after it where Monday had no server: of what there was on Monday."""
    monday = now.date() - timedelta(days=now.weekday())
    last = _last_day(told, *KINDS)
    if last is not None and last >= monday:
        return None
    sunday = monday + timedelta(days=6)
    missing = [each for each in desk.missing if each.month.last_day < monday and _days(each)[0] <= sunday]
    returned = [each for each in desk.returned if each.since.date() <= monday]
    waiting = [each for each in desk.waiting if each.since.date() <= monday]
    if not (missing or returned or waiting):
        return None
    written = texts.digest(desk.person, missing, returned, waiting, now.date())
    return _letter(desk, DIGEST, monday, written)


def _is_news(since: datetime, told: Told, kind: str, now: datetime) -> bool:
    """Something newer than the last mail of its kind, which was not sent today."""
    times = [told[each] for each in (kind, DIGEST) if each in told]
    if kind in told and told[kind].date() >= now.date():
        return False
    return since <= now - MARGIN and all(since > time - MARGIN for time in times)


def _last_day(told: Told, *kinds: str) -> date | None:
    return max((told[kind].date() for kind in kinds if kind in told), default=None)


def _letter(desk: Desk, kind: str, day: date, written: texts.Written) -> Letter:
    return Letter(kind, f"{kind}/{desk.person.pk}/{day}", written.subject, written.body)
