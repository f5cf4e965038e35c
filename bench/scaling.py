"""`make bench-scaling`: sizes and times at 21 bodies and at twenty times as many, on a PostgreSQL of the bench's own,
and the straight line through both at 2,000. docs/scaling.md tells what they mean.

BODIES and FACTOR change how many (for a trial).
"""

import logging
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median

import django
from django.core.management import call_command
from django.db import connections

from bench.servers import database

BODIES, FACTOR = int(os.environ.get("BODIES", "21")), int(os.environ.get("FACTOR", "20"))
AIM = 2000
RUNS = 20
# A history that was never sealed is sealed for so long, and no longer.
SEALING_SECONDS = 60

type Measured = dict[str, float]


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured at both sizes; a line that only one has is shown without its extrapolation."""

    name: str
    small: float | None
    large: float | None

    def row(self) -> str:
        cells = [self.name, shown(self.small), shown(self.large)]
        if self.small is None or self.large is None:
            return f"| {' | '.join([*cells, '', ''])} |"
        if self.large <= self.small:
            return f"| {' | '.join([*cells, '0', 'does not grow'])} |"
        each = (self.large - self.small) / (BODIES * FACTOR - BODIES)
        return (
            f"| {' | '.join([*cells, f'{each:.3g}', shown(self.large + each * (AIM - BODIES * FACTOR))])} |"
        )


def shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    with database():
        django.setup()
        # Models exist only once Django is set up.
        from bench import bodies  # noqa: PLC0415

        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("collectstatic", verbosity=0, interactive=False)
        bodies.build(BODIES)
        small = dict(measures())
        bodies.multiply(FACTOR)
        large = dict(measures())
        connections.close_all()
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(
        f"| | {BODIES} bodies | {BODIES * FACTOR} | each body more | {AIM}, straight line |\n|---|---|---|---|---|"
    )
    for name in dict.fromkeys([*small, *large]):
        print(Line(name, small.get(name), large.get(name)).row())
    return 0


def measures() -> Iterator[tuple[str, float]]:
    for measure in (_people, _sizes, _pages, _rounds, _computing):
        for name, value in measure():
            print(f"{time.strftime('%H:%M:%S')} {name}: {shown(value)}", file=sys.stderr, flush=True)
            yield name, value


def _people() -> Iterator[tuple[str, float]]:
    """One who enters in each body, as rounds write to people; and one who reads all of them."""
    from accounts.models import Body, Membership, User  # noqa: PLC0415
    from accounts.rights import Role  # noqa: PLC0415
    from bench.bodies import analyze, join_all_bodies  # noqa: PLC0415
    from indicators.models import Assignment, Indicator  # noqa: PLC0415

    known = set(User.objects.filter(username__startswith="banc-").values_list("username", flat=True))
    new = [body for body in Body.objects.all() if f"banc-{body.pk}" not in known]
    users = User.objects.bulk_create(
        User(username=f"banc-{body.pk}", email=f"banc-{body.pk}@exemple.fr") for body in new
    )
    people = dict(zip((body.pk for body in new), users, strict=True))
    Membership.objects.bulk_create(
        Membership(user=people[body.pk], body=body, role=Role.GESTIONNAIRE) for body in new
    )
    theirs = Indicator.objects.filter(contract__body__in=new).values_list("pk", "contract__body")
    Assignment.objects.bulk_create(
        Assignment(user=people[body], indicator_id=indicator) for indicator, body in theirs
    )
    join_all_bodies(User.objects.get(username="direction"))
    analyze()
    yield "people who enter", float(len(people) + len(known))


def _sizes() -> Iterator[tuple[str, float]]:
    from commitments.models import Change  # noqa: PLC0415
    from indicators.models import ActualRevision, StoredAttainment  # noqa: PLC0415

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        yield "database, MB", cursor.fetchone()[0] / 1_000_000
    for model in (Change, ActualRevision, StoredAttainment):
        yield f"rows of {model._meta.db_table}", float(model._default_manager.count())


def _pages() -> Iterator[tuple[str, float]]:
    from bench.entering import measured_on_a_server  # noqa: PLC0415

    yield from measured_on_a_server(RUNS)


def _rounds() -> Iterator[tuple[str, float]]:
    """What beat sends: each once, as a night or an hour finds things."""
    from accounts.retention import forget_what_is_over  # noqa: PLC0415
    from dashboards.alerts import watch_everything  # noqa: PLC0415
    from dashboards.jobs import ROUNDS  # noqa: PLC0415
    from dashboards.reminders.planning import remind  # noqa: PLC0415
    from dashboards.sealing.acts import seal_acts  # noqa: PLC0415
    from dashboards.sealing.purging import purge  # noqa: PLC0415

    started, sealed, count = time.perf_counter(), 0, 1
    while count and time.perf_counter() - started < SEALING_SECONDS:
        count = seal_acts(ROUNDS)
        sealed += count
    if sealed:
        yield "sealing, ms an act", (time.perf_counter() - started) * 1000 / sealed
    if not count:
        yield "sealing round without anything new, ms", timed(lambda: seal_acts(ROUNDS))
    yield "reminders, s", timed(remind) / 1000
    yield "alerts, first round, s", timed(watch_everything) / 1000
    yield "alerts, round without anything new, s", timed(watch_everything) / 1000
    yield "what is over is deleted, ms", timed(forget_what_is_over)
    yield "purge of the journal of security, ms", timed(purge)


def _computing() -> Iterator[tuple[str, float]]:
    from bench.bodies import rebuild  # noqa: PLC0415
    from bench.figures import ACT  # noqa: PLC0415
    from indicators.models import Indicator  # noqa: PLC0415
    from indicators.recompute import recompute_series  # noqa: PLC0415

    indicator = Indicator.objects.earliest("pk").pk
    yield "one series recomputed, ms", median(timed(lambda: recompute_series(indicator)) for _ in range(RUNS))
    with connections["default"].cursor() as cursor:
        cursor.execute(ACT)
    yield "everything recomputed, s", timed(rebuild) / 1000


def timed(action: Callable[[], object]) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    sys.exit(main())
