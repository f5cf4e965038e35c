"""What each person has to do about months: what they still have to enter, what came back to them, what owes a comment,
what they may validate, in a constant number of queries a contract.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from accounts.models import User
from commitments.ledger.reminders import Deadline
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.reminders import frame
from dashboards.reminders.frame import Staff
from dashboards.shared.reads import ContractFacts
from indicators.dues import Due, to_enter
from indicators.handovers import handovers
from indicators.models import Indicator
from indicators.selectors import Known, LockRecord, MonthRecord, locks_on, unsettled
from indicators.submission import OwedComment, owed_comment

# What may still be explained before somebody accepts it.
BEFORE_VALIDATION = frozenset({State.SAISI, State.SOUMIS})


class HandedMonth(NamedTuple):
    """A month that came back or waits, with its latest record."""

    indicator: Indicator
    record: MonthRecord

    @property
    def since(self) -> datetime:
        return timezone.localtime(self.record.recorded_at)


class UnexplainedMonth(NamedTuple):
    """A month whose value owes a comment, with its latest record."""

    indicator: Indicator
    record: MonthRecord
    owed: OwedComment

    @property
    def since(self) -> datetime:
        return timezone.localtime(self.record.recorded_at)


type MonthTray = frame.Tray[Due, HandedMonth, UnexplainedMonth]


@dataclass(frozen=True, slots=True)
class Office(Staff):
    """The staff of a contract, with its indicators and all that is known of them."""

    indicators: Sequence[Indicator]
    known: Mapping[int, Known]
    locks: Mapping[Month, LockRecord]

    @property
    def closed(self) -> frozenset[Month]:
        return frozenset(month for month, lock in self.locks.items() if lock.is_closed)

    def reached(self, indicator: Indicator) -> list[User]:
        """Who is written to about an indicator: its holders who are there, else their deputies who are."""
        present = [each for each in holders_of(indicator) if self.is_reached(each)]
        return present or [each for each in deputies_of(indicator) if self.is_reached(each)]

    @property
    def to_enter(self) -> list[Due]:
        """What somebody can still enter, the oldest deadline first."""
        series = {key: each.series for key, each in self.known.items()}
        return to_enter(self.indicators, series, self.closed, self.today)

    @property
    def returned(self) -> list[HandedMonth]:
        """What came back and was not touched since, in open months."""
        return [each for each in self._held() if each.record.state is State.RETOURNE]

    @property
    def entered(self) -> list[HandedMonth]:
        """What is entered and not submitted, of months that are over and open."""
        held = (each for each in self._held() if each.record.state is State.SAISI)
        return [each for each in held if each.record.month.last_day < self.today]

    @property
    def unexplained(self) -> list[UnexplainedMonth]:
        """Values of months that are over and open, not validated yet, that owe a comment."""
        closed = self.closed
        found = []
        for indicator, record in self._held():
            month = record.month
            if record.state not in BEFORE_VALIDATION or month in closed or month.last_day >= self.today:
                continue
            if owed := owed_comment(self.known[indicator.pk].series, month, record.comment):
                found.append(UnexplainedMonth(indicator, record, owed))
        return found

    def _held(self) -> Iterator[HandedMonth]:
        closed = self.closed
        for indicator in self.indicators:
            for month, record in sorted(self.known[indicator.pk].records.items()):
                if record.fact is not None and month not in closed:
                    yield HandedMonth(indicator, record)


def holders_of(indicator: Indicator) -> tuple[User, ...]:
    return _assigned(indicator, deputies=False)


def deputies_of(indicator: Indicator) -> tuple[User, ...]:
    return _assigned(indicator, deputies=True)


def _assigned(indicator: Indicator, *, deputies: bool) -> tuple[User, ...]:
    assigned = [each.user for each in indicator.assignments.all() if each.is_deputy is deputies]
    return tuple(sorted(assigned, key=lambda user: user.username))


def office_of(contract: Contract, today: date, facts: ContractFacts | None = None) -> Office:
    """With the records of what waits for somebody only. Eleven queries, three where the facts were read."""
    read = facts or ContractFacts(contract)
    return office_with(contract, today, unsettled(read.assigned, read.series))


def office_with(contract: Contract, today: date, known: Mapping[int, Known]) -> Office:
    """Two queries; the indicators come with their assignments."""
    members, writers, validators = frame.members_by_right(contract)
    return Office(
        contract=contract,
        today=today,
        members=members,
        writers=writers,
        validators=validators,
        indicators=[each.indicator for each in known.values()],
        known=known,
        locks=locks_on(contract, today),
    )


def trays(office: Office) -> Mapping[User, MonthTray]:
    """What concerns each person who can be written to. One query beyond those of the office, if anything waits."""
    found: dict[User, MonthTray] = defaultdict(frame.Tray)
    for due in office.to_enter:
        for user in office.reached(due.indicator):
            found[user].to_do.append(due)
    for handed in office.returned:
        for user in office.reached(handed.indicator):
            found[user].returned.append(handed)
    for unexplained in office.unexplained:
        for user in office.reached(unexplained.indicator):
            found[user].overdue.append(unexplained)
    for user, waiting in _to_check(office):
        found[user].waiting.append(waiting)
    return found


def _to_check(office: Office) -> Iterator[tuple[User, HandedMonth]]:
    """What was submitted goes to those who may validate it."""
    submitted = {
        (indicator.pk, month): indicator
        for indicator in office.indicators
        for month, record in office.known[indicator.pk].records.items()
        if record.fact is not None and record.state is State.SOUMIS and month not in office.closed
    }
    latest = handovers(submitted) if submitted else {}
    for place, indicator in submitted.items():
        for user in office.checkers(latest[place].authors):
            yield user, HandedMonth(indicator, latest[place].standing)


def deadline_of(due: Due) -> Deadline:
    return Deadline(due.month.last_day, due.until)
