"""What shows or computes a page asks `accounts.clock` for the time, so that a past moment has its own today."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import time_machine

from accounts.clock import clock_at, localdate, localtime, now

ROOT = Path(__file__).resolve().parents[2]
DIRECT = re.compile(
    r"timezone\.(?:now|localdate|localtime)\(\)|date\.today\(|datetime\.now\(|from django\.utils\.timezone import"
)
# What writes, plans or runs by itself, and is never asked for a past moment.
OF_TODAY = (
    "commitments/recording/",
    "dashboards/alerts/rounds.py",
    "dashboards/alerts/views.py",
    "dashboards/management/",
    "dashboards/past/moment.py",
    "dashboards/reminders/nudging.py",
    "dashboards/contracts/drafting.py",
    "dashboards/contracts/jobs.py",
    "dashboards/reminders/planning.py",
    "dashboards/reviews/requests.py",
    "dashboards/sealing/",
    "dashboards/slides/keeping.py",
    "dashboards/sources/letters.py",
    "indicators/clock.py",
    "indicators/demo/",
    "indicators/imports/arriving.py",
    "indicators/imports/following.py",
    "indicators/jobs.py",
    "indicators/recording/pending.py",
    "indicators/sources/",
)


def asking_directly(root: Path) -> list[str]:
    found = []
    for folder in ("commitments", "indicators", "dashboards"):
        for file in sorted((root / folder).rglob("*.py")):
            name = file.relative_to(root).as_posix()
            if (
                "/migrations/" not in name
                and not name.startswith(OF_TODAY)
                and DIRECT.search(file.read_text())
            ):
                found.append(name)
    return found


def test_no_page_asks_for_today_but_the_clock_of_pages() -> None:
    assert asking_directly(ROOT) == []
    templates = [each for each in (ROOT / "templates").rglob("*.html") if "{% now " in each.read_text()]
    assert templates == []


def test_a_page_that_asks_directly_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "dashboards" / "room" / "page.py"
    page.parent.mkdir(parents=True)
    for line in ("today = timezone.localdate()", "from django.utils.timezone import localdate"):
        page.write_text(line)
        assert asking_directly(tmp_path) == ["dashboards/room/page.py"]


@time_machine.travel("2026-03-01T10:00:00+00:00", tick=False)
def test_the_clock_is_that_of_the_moment_within() -> None:
    moment = datetime(2025, 6, 30, 22, 30, tzinfo=UTC)
    with clock_at(moment):
        assert (now(), localdate(), localtime().hour) == (moment, date(2025, 7, 1), 0)
    assert localdate() == date(2026, 3, 1)
    assert localdate(moment) == date(2025, 7, 1)
