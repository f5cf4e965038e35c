"""What happened in the fictitious contract, act after act, between the months that are entered."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.clock import localdate
from commitments.models import Contract, acts_at
from cpg.shared.periods import Month, Quarter
from dashboards.management.demonstration.amending import sign_missing_targets
from dashboards.management.demonstration.closing import close
from dashboards.management.demonstration.deciding import EARLIER, LATEST, decide, report
from dashboards.management.demonstration.delays import promise
from dashboards.management.demonstration.reconciling import receive_their_figures
from dashboards.management.demonstration.reviewing import make_midterm_review
from indicators.demo.loading import Cast

# A closed quarter stays far from the months that a newcomer corrects.
OLD_ENOUGH = 6
# Months before the last one; days of the month that follows.
EARLIER_COMMITTEE = 4
CNAV_DAY, PROMISE_DAY, COMMITTEE_DAY = 20, 22, 24


class Story:
    """Acts come after the figures of a month and before those of the next: their order is the history."""

    def __init__(self, contract: Contract, cast: Cast) -> None:
        self.contract, self.cast = contract, cast
        self.last = min(Month.of(localdate()).plus(-1), Month(contract.last_year, 12))
        middle = contract.first_year + 2
        self._acts: list[tuple[Month, int, Callable[[Month], None]]] = [
            (Month(middle, 2), 25, self._amend),
            (Month(middle, 8), 20, self._review),
            (self.closed.last_month, 27, self._close),
            (self.last.plus(-EARLIER_COMMITTEE), COMMITTEE_DAY, self._first_committee),
            (self.ended.last_month, CNAV_DAY, self._reconcile),
            (self.last.plus(-1), PROMISE_DAY, self._promise),
            (self.last.plus(-1), COMMITTEE_DAY, self._latest_committee),
        ]

    @property
    def closed(self) -> Quarter:
        """The latest quarter that is old enough."""
        return Quarter.of(self.last.plus(-OLD_ENOUGH).end_of_quarter_before)

    @property
    def ended(self) -> Quarter:
        """The latest quarter that has all its months."""
        return Quarter.of(self.last.plus(1).end_of_quarter_before)

    def after(self, month: Month) -> None:
        """The acts of the month that follows, each on its day."""
        for of_month, day, act in self._acts:
            if of_month == month:
                with acts_at(_moment(month, day)):
                    act(month)

    def _amend(self, month: Month) -> None:
        sign_missing_targets(self.contract, self.cast.controller, Month(month.year, 1))

    def _review(self, month: Month) -> None:
        make_midterm_review(self.contract, self.cast.controller, date(month.year, 6, 30))

    def _close(self, month: Month) -> None:
        close(self.contract, Quarter.of(month), self.cast.controller)

    def _reconcile(self, month: Month) -> None:
        receive_their_figures(self.contract, Quarter.of(month), self.cast.controller)

    def _promise(self, month: Month) -> None:
        promise(self.contract, self.cast.controller, _moment(month, PROMISE_DAY).date())

    def _first_committee(self, month: Month) -> None:
        decide(self.contract, self.cast, _moment(month, COMMITTEE_DAY).date(), EARLIER)

    def _latest_committee(self, month: Month) -> None:
        report(self.contract, self.cast)
        decide(self.contract, self.cast, _moment(month, COMMITTEE_DAY).date(), LATEST)


def _moment(month: Month, day: int) -> datetime:
    """A day of the month that follows, never later than now."""
    zone = ZoneInfo(settings.TIME_ZONE)
    wanted = datetime.combine(month.last_day + timedelta(days=day), time(14, 30), tzinfo=zone)
    return min(wanted, datetime.now(zone))
