"""When people are written to about what they have to do: pure rules, the same for months and for échéances.

Somebody is reminded five days before a deadline, the day after it and ten days after. What came back to them, or waits
for them, is in a mail when it is new. Nobody gets two mails of a kind on one day; who wants one mail a week gets it on
Monday. Only what is true today is read, never what should have been sent before: after days without a server there is
one mail, the latest. All times are Paris time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

BEFORE, AFTER = timedelta(days=-5), (timedelta(days=1), timedelta(days=10))
# A change that is being written may have an earlier time than a mail that could not see it: it waits for a minute.
MARGIN = timedelta(minutes=1)

# When a person last got each kind of mail.
type LastMails = Mapping[str, datetime]


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


def last_mail(mails: LastMails, *kinds: str) -> datetime | None:
    """When the person last got a mail of one of these kinds."""
    return max((mails[kind] for kind in kinds if kind in mails), default=None)


def is_reminder_due(deadlines: Iterable[Deadline], last: datetime | None, today: date) -> bool:
    """Whether a day to be reminded of one of these came after the day of the last mail about them."""
    days = [day for day in (each.reminded_on(today) for each in deadlines) if day is not None]
    return bool(days) and (last is None or max(days) > last.date())


def is_news(since: datetime, mails: LastMails, kind: str, now: datetime, *others: str) -> bool:
    """Whether no mail of this kind, nor of the `others`, could hold what happened at `since`, and none of this kind
    was sent today.
    """
    if kind in mails and mails[kind].date() >= now.date():
        return False
    last = last_mail(mails, kind, *others)
    return since <= now - MARGIN and (last is None or since > last - MARGIN)


def week_to_tell(mails: LastMails, kinds: Iterable[str], now: datetime) -> date | None:
    """The Monday of the week if no mail of these kinds was sent since: on Monday, or on a day after it when Monday had
    no server.
    """
    monday = now.date() - timedelta(days=now.weekday())
    last = last_mail(mails, *kinds)
    return monday if last is None or last.date() < monday else None
