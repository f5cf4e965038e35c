"""The quarterly review of échéances by their owners: when it is due, and whether an échéance had it.

A quarter is reviewed between the deadline of the one before and its own. The deadline is as many days after its end as
the contract gives for its figures.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from commitments.ledger.state import State
from commitments.selectors import Item
from cpg.shared.periods import Month


@dataclass(frozen=True, slots=True)
class QuarterlyReview:
    """Of one quarter: `opens` is the first day whose submission counts for it, `until` the last to do it in time."""

    year: int
    quarter: int
    opens: date
    until: date

    @property
    def label(self) -> str:
        return f"{'1er' if self.quarter == 1 else f'{self.quarter}e'} trimestre {self.year}"

    @property
    def last_day(self) -> date:
        return Month(self.year, self.quarter * 3).last_day


def review_of(year: int, quarter: int, delay_days: int) -> QuarterlyReview:
    last = Month(year, quarter * 3)
    delay = timedelta(days=delay_days)
    return QuarterlyReview(
        year=year,
        quarter=quarter,
        opens=last.plus(-3).last_day + delay + timedelta(days=1),
        until=last.last_day + delay,
    )


def review_on(day: date, delay_days: int) -> QuarterlyReview:
    """The one that a submission of that day counts for: the first whose deadline is not past."""
    year, quarter = day.year - 1, 4
    while (review := review_of(year, quarter, delay_days)).until < day:
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)
    return review


def last_ended(day: date, delay_days: int) -> QuarterlyReview:
    """The review of the last quarter that has ended: the one that people are reminded of."""
    month = Month.of(day).plus(-3)
    return review_of(month.year, (month.number + 2) // 3, delay_days)


def is_reviewed(item: Item, review: QuarterlyReview) -> bool:
    """Whether its owner submitted it for that quarter, or later."""
    record = item.record
    if record is None or record.state not in {State.SOUMIS, State.VALIDE}:
        return False
    return timezone.localdate(record.recorded_at) >= review.opens
