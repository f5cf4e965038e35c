"""`make bench`: build a contract in twenty-one bodies on a PostgreSQL of its own, then time each subject. With `limits`
(`make bench-limits`): the pages that have a limit only, in two bodies.
"""

import logging
import os
import platform
import sys
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections

from bench.servers import database

RUNS = 40


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    with database():
        django.setup()
        measure()
        connections.close_all()


def measure() -> None:
    # Models exist only once Django is set up.
    from bench.bodies import BODIES, build  # noqa: PLC0415
    from bench.pages import measure_limits, measure_pages  # noqa: PLC0415
    from bench.subjects import measures  # noqa: PLC0415
    from cpg.collector import settle  # noqa: PLC0415

    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    started = time.perf_counter()
    is_of_limits = sys.argv[1:] == ["limits"]
    build(2 if is_of_limits else BODIES)
    settle()  # as in the web process
    now = datetime.now(ZoneInfo(settings.TIME_ZONE))
    print(f"{now:%Y-%m-%d %H:%M}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"{connection.vendor}, load {os.getloadavg()[0]:.1f}, "
          f"data made in {time.perf_counter() - started:.0f} s")  # fmt: skip
    if is_of_limits:
        for line in measure_limits():
            print(line, flush=True)
        return
    for paired in measures(RUNS):
        print(*paired.lines(), sep="\n")
        sys.stdout.flush()
    for line in measure_pages():
        print(line, flush=True)


if __name__ == "__main__":
    main()
