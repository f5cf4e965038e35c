"""The quarterly review of échéances by their owners: when it is due, and whether an échéance had it.

A quarter is reviewed between the deadline of the one before and its own. The deadline is as many days after its end as
the contract gives for its figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from commitments.ledger.state import State
from commitments.selectors import Item, Record
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
    return _is_of(record, review)


@dataclass(frozen=True, slots=True)
class QuarterWords:
    """What its owner wrote of an échéance: `now` for this quarter, `before` the last words of an earlier one, with who
    wrote them and when.
    """

    now: str = ""
    before: Record | None = None


def words_of(history: Sequence[Record], review: QuarterlyReview) -> QuarterWords:
    """From all its records, the latest first. Words that later records repeat are of the first that has them."""
    written = [
        each
        for each, earlier in zip(history, [*history[1:], None], strict=False)
        if each.comment and (earlier is None or earlier.comment != each.comment)
    ]
    is_new = bool(history and history[0].comment) and _is_of(written[0], review)
    before = next((each for each in written if not _is_of(each, review)), None)
    return QuarterWords(history[0].comment if is_new else "", before)


def is_closed_in(item: Item, review: QuarterlyReview) -> bool:
    """Whether it was recorded in that review and nothing more is expected of it."""
    return item.status.is_over and item.record is not None and _is_of(item.record, review)


def _is_of(record: Record, review: QuarterlyReview) -> bool:
    return timezone.localdate(record.recorded_at) >= review.opens
