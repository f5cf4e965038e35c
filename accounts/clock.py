"""The clock of pages: now, or the moment of the past that a page is shown at (decision 95).

What shows or computes a page asks here and not Django: a page of a past moment says what was due, late or still to
come on that day. What writes has the same answers, since nothing is written at a past moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment that pages are shown at", default=None)


def now() -> datetime:
    return _moment.get() or timezone.now()


def localdate(value: datetime | None = None) -> date:
    """The day of that time, or today."""
    return timezone.localdate(value or now())


def localtime(value: datetime | None = None) -> datetime:
    """That time in Paris, or now."""
    return timezone.localtime(value or now())


def past_moment() -> datetime | None:
    """The moment that is shown, None for today. It is part of the key of whatever is kept of a page."""
    return _moment.get()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
