"""When people are written to about what they have to do: pure rules, the same for months and for échéances.

Somebody is reminded five days before a deadline, the day after it and ten days after, and when something new came back
to them or waits for them. Every mail has all that concerns the person then, so that one rule does for all: nobody gets
two on one day, whether the calendar or a person sends them; who wants one mail a week gets it on Monday. Only what is
true today is read, never what should have been sent before: after days without a server there is one mail, the latest.
All times are Paris time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

BEFORE, AFTER = timedelta(days=-5), (timedelta(days=1), timedelta(days=10))
# A change that is being written may have an earlier time than a mail that could not see it: it waits for a minute.
MARGIN = timedelta(minutes=1)
# Between two mails to one person, whoever sends them, from an evening to the next morning.
INTERVAL = timedelta(hours=10)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Of something about a period that is over on `ended`; `until` is the last day to do it in time."""

    ended: date
    until: date

    @property
    def first_day(self) -> date:
        """Nobody is asked for a period that has not ended, however short the delay."""
        return max(self.until + BEFORE, self.ended + timedelta(days=1))

    def reminded_on(self, today: date) -> date | None:
        """The latest day, today included, on which somebody is reminded of it; None before the first."""
        days = (self.first_day, *(self.until + after for after in AFTER))
        return max((day for day in days if day <= today), default=None)


def is_reminder_due(deadlines: Iterable[Deadline], last: datetime | None, today: date) -> bool:
    """Whether a day to be reminded of one of these came after the day of the last mail about them."""
    days = [day for day in (each.reminded_on(today) for each in deadlines) if day is not None]
    return bool(days) and (last is None or max(days) > last.date())


def is_news(since: datetime, last: datetime | None, now: datetime) -> bool:
    """Whether the person's last mail could not hold what happened at `since`."""
    return since <= now - MARGIN and (last is None or since > last - MARGIN)


def is_too_soon(last: datetime | None, now: datetime) -> bool:
    """Whether the person was written to that day already, or a few hours ago in the evening before."""
    return last is not None and (last.date() >= now.date() or now - last < INTERVAL)


def week_to_tell(last: datetime | None, now: datetime) -> date | None:
    """The Monday of the week if no mail was sent since: on Monday, or on a day after it when Monday had no server."""
    monday = now.date() - timedelta(days=now.weekday())
    return None if last is not None and last.date() >= monday else monday
