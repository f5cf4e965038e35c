"""The clock of pages: now, or the moment that a page is shown at, past (decision 95) or of a scenario (decision 99).

What shows or computes a page asks here and not Django: a page of a past moment says what was due, late or still to
come on that day. What writes has the same answers, since nothing is written at another moment than now.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from cpg.shared import french

# How the query of a past moment begins.
PAST = "etat_au="


class Shown(NamedTuple):
    """The moment that pages are shown at, the words that every page and file says of its figures then, and the query of
    the addresses that a file names.
    """

    moment: datetime
    mark: str
    query: str


_shown: ContextVar[Shown | None] = ContextVar("moment that pages are shown at", default=None)


def now() -> datetime:
    shown = _shown.get()
    return shown.moment if shown else timezone.now()


def localdate(value: datetime | None = None) -> date:
    """The day of that time, or today."""
    return timezone.localdate(value or now())


def localtime(value: datetime | None = None) -> datetime:
    """That time in Paris, or now."""
    return timezone.localtime(value or now())


def past_moment() -> datetime | None:
    """The moment that is shown, None for today. It is part of the key of whatever is kept of a page."""
    shown = _shown.get()
    return shown.moment if shown else None


def shown_mark() -> str:
    """`état au 30/06/2025 à 18 h`, `scénario « Fin d’année »`: for other figures than those of now; else ""."""
    shown = _shown.get()
    return shown.mark if shown else ""


def supposed_mark() -> str:
    """`scénario « Fin d’année »`, of figures that nobody recorded; "" of those of now and of a past moment."""
    shown = _shown.get()
    return shown.mark if shown and not shown.query.startswith(PAST) else ""


def shown_query() -> str:
    """`etat_au=2025-06-30T18:00`, `scenario=…`; "" for today."""
    shown = _shown.get()
    return shown.query if shown else ""


def data_of(day: date | None = None) -> str:
    """`données du 30/06/2025`, of that day or of today; the mark instead, where another moment is shown."""
    return shown_mark() or f"données du {french.day(day or localdate())}"


@contextmanager
def clock_at(moment: datetime, mark: str = "", query: str = "") -> Iterator[None]:
    """Of a past moment, unless a mark and a query are given."""
    local = localtime(moment)
    mark = mark or f"état au {french.moment(local)}"
    token = _shown.set(Shown(moment, mark, query or f"{PAST}{local:%Y-%m-%dT%H:%M}"))
    try:
        yield
    finally:
        _shown.reset(token)
