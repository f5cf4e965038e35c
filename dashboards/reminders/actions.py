"""What each person has to do about échéances: what its owner has to review, what came back to them, what is late, what
people may validate, in a constant number of queries a contract.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from commitments.calendar import ActionStatus
from commitments.ledger.moves import authors_since_validated
from commitments.ledger.reminders import Deadline
from commitments.ledger.state import State
from commitments.models import Contract
from commitments.quarterly_review import QuarterlyReview, is_reviewed, last_ended
from commitments.selectors import Item, Record, history_of
from dashboards.reminders import frame
from dashboards.reminders.frame import Staff


class HandedItem(NamedTuple):
    """An échéance that came back or waits, with its latest record."""

    item: Item
    record: Record

    @property
    def since(self) -> datetime:
        return timezone.localtime(self.record.recorded_at)


type ItemTray = frame.Tray[Item, HandedItem, Item]


def trays(staff: Staff, items: Sequence[Item]) -> Mapping[User, ItemTray]:
    """What concerns each person who can be written to. One query, if anything waits."""
    found: dict[User, ItemTray] = defaultdict(frame.Tray)
    for item in items:
        user = reached(staff, item)
        if user is None:
            continue
        if item.record is not None and is_returned(item):
            found[user].returned.append(HandedItem(item, item.record))
        elif is_asked(item):
            found[user].to_do.append(item)
        elif item.status is ActionStatus.EN_RETARD or item.is_promise_passed:
            found[user].overdue.append(item)
    for checker, waiting in _to_check(staff, items):
        found[checker].waiting.append(waiting)
    return found


def reached(staff: Staff, item: Item) -> User | None:
    """The owner who is there, else the deputy who is."""
    return next(filter(staff.is_reached, item.owners.people), None)


def is_returned(item: Item) -> bool:
    return item.record is not None and item.record.state is State.RETOURNE


def promises_only(items: Iterable[Item]) -> list[tuple[date, Item]]:
    """The promised days that are over, the longest first, of what neither came back nor is late by the contract."""
    found = [
        (item.forecast, item)
        for item in items
        if item.forecast and item.is_promise_passed
        if item.status is not ActionStatus.EN_RETARD and not is_returned(item)
    ]
    return sorted(found, key=lambda each: each[0])


def is_asked(item: Item) -> bool:
    """Whether its owner has still to review it for the last quarter that ended."""
    review = review_for(item.contract, item.today)
    return item.is_open and item.year <= review.year and not is_reviewed(item, review)


def review_for(contract: Contract, today: date) -> QuarterlyReview:
    return last_ended(today, contract.entry_delay_days)


def deadline_of(item: Item) -> Deadline:
    review = review_for(item.contract, item.today)
    return Deadline(review.last_day, review.until)


def promise_of(day: date) -> Deadline:
    """Nobody is reminded of a promise before its day is over: it is their own."""
    return Deadline(day, day)


def _to_check(staff: Staff, items: Iterable[Item]) -> Iterator[tuple[User, HandedItem]]:
    waiting = [item for item in items if item.record and item.record.state is State.SOUMIS]
    histories = history_of([item.planned.pk for item in waiting]) if waiting else {}
    for item in waiting:
        records = histories[item.planned.pk]
        for user in staff.checkers(authors_since_validated(records)):
            yield user, HandedItem(item, records[0])
