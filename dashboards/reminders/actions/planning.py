"""Which mail a person gets today of their actions: pure, from what lies on their desk and when they last got one.

One mail a day at most, with all that it is about in it, planned from what stands today, as those of the figures are.
"""

from datetime import date, datetime, timedelta

from accounts.outbox import Letter
from dashboards.reminders.actions import texts
from dashboards.reminders.actions.matters import Asked, Desk, Returned, Waiting

__all__ = ["KIND", "Asked", "Desk", "Returned", "Waiting", "plan"]

KIND = "actions"
# An act that is being written may bear an earlier time than a mail that could not see it: it is told a minute later.
MARGIN = timedelta(minutes=1)


def plan(desk: Desk, told: datetime | None, now: datetime) -> Letter | None:
    """The letter to post now. `told` is when the person last got one; `now` is Paris time, and so is it."""
    if desk.person.wants_digest:
        return _weekly(desk, told, now)
    if told is not None and told.date() >= now.date():
        return None
    today = now.date()
    days = [day for day in (each.reminded_on(today) for each in desk.asked) if day is not None]
    is_reminded = bool(days) and (told is None or max(days) > told.date())
    returned = [each for each in desk.returned if _is_news(each.since, told, now)]
    is_news = bool(returned) or any(_is_news(each.since, told, now) for each in desk.waiting)
    if not (is_reminded or is_news):
        return None
    asked = [each for each in desk.asked if each.first_day <= today] if is_reminded else []
    return _letter(desk, today, texts.written(desk.person, asked, returned, desk.waiting, today))


def _weekly(desk: Desk, told: datetime | None, now: datetime) -> Letter | None:
    """Monday's, or on the days after it where Monday had no server."""
    monday = now.date() - timedelta(days=now.weekday())
    if told is not None and told.date() >= monday:
        return None
    asked = [each for each in desk.asked if each.first_day <= monday + timedelta(days=6)]
    returned = [each for each in desk.returned if each.since.date() <= monday]
    waiting = [each for each in desk.waiting if each.since.date() <= monday]
    if not (asked or returned or waiting):
        return None
    return _letter(desk, monday, texts.written(desk.person, asked, returned, waiting, now.date()))


def _is_news(since: datetime, told: datetime | None, now: datetime) -> bool:
    return since <= now - MARGIN and (told is None or since > told - MARGIN)


def _letter(desk: Desk, day: date, written: texts.Written) -> Letter:
    return Letter(KIND, f"{KIND}/{desk.person.pk}/{day}", written.subject, written.body)
