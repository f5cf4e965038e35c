"""Which archives stay: the newest of each of the last 7 days, 5 weeks and 12 months that have one."""

import re
from collections.abc import Callable, Hashable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone

from cpg.operations.backup import archive

DAYS, WEEKS, MONTHS = 7, 5, 12
STAMP = re.compile(r"cpg-(\d{8}T\d{6})Z\.")
# Periods that have an archive are counted, not those of the calendar: a server that stood still loses none.
PERIODS: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (DAYS, lambda at: at.date()),
    (WEEKS, lambda at: at.isocalendar()[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


def moment_of(path: Path) -> datetime | None:
    """Of the name, since a copy of the folder gives all its files new times."""
    found = STAMP.match(path.name)
    if found is None:
        return None
    return timezone.localtime(datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC))


def last(folder: Path) -> datetime | None:
    return max((moment for path in archive.archives(folder) if (moment := moment_of(path))), default=None)


def kept(moments: Iterable[datetime]) -> set[datetime]:
    newest_first = sorted(moments, reverse=True)
    stay: set[datetime] = set()
    for count, period_of in PERIODS:
        newest: dict[Hashable, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period_of(moment), moment)
        stay |= set(list(newest.values())[:count])
    return stay


def rotate(folder: Path) -> list[Path]:
    """Delete the archives that the rule does not keep, and nothing else; returns them."""
    dated = {path: moment for path in archive.archives(folder) if (moment := moment_of(path))}
    stay = kept(dated.values())
    gone = [path for path, moment in dated.items() if moment not in stay]
    for path in gone:
        path.unlink()
        path.with_name(path.name + archive.DIGEST_SUFFIX).unlink(missing_ok=True)
    return gone
