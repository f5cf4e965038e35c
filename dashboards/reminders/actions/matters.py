"""What may lie on the desk of who answers for actions, or checks them, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dashboards.reminders.figures import Person

# Days from the deadline of a review: five before, the day after, ten after. As for the figures.
BEFORE, AFTER = timedelta(days=-5), (timedelta(days=1), timedelta(days=10))


@dataclass(frozen=True, slots=True)
class Asked:
    """An échéance that had no review for the quarter that ended on `ended`; `until` is the last day to do it in time.

    `instead_of` names the absent owner whose deputy one is.
    """

    contract: str
    name: str
    ended: date
    until: date
    url: str
    days_late: int = 0
    instead_of: str = ""

    @property
    def first_day(self) -> date:
        """It is not asked for before its quarter has ended, however short the delay."""
        return max(self.until + BEFORE, self.ended + timedelta(days=1))

    def reminded_on(self, today: date) -> date | None:
        """The latest day, today included, on which somebody is reminded of it; None before the first."""
        days = (self.first_day, *(self.until + after for after in AFTER))
        return max((day for day in days if day <= today), default=None)


@dataclass(frozen=True, slots=True)
class Returned:
    """An échéance that was given back, by whom, why and when (Paris time)."""

    name: str
    by: str
    reason: str
    since: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A submitted échéance of a contract, since when (Paris time), and where it may be decided on."""

    contract: str
    name: str
    since: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """All that concerns one person, whatever the contract."""

    person: Person
    asked: tuple[Asked, ...] = ()
    returned: tuple[Returned, ...] = ()
    waiting: tuple[Waiting, ...] = ()
