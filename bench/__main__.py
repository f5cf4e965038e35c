"""`make bench`: the demonstration's contract in a PostgreSQL of its own, then each subject beside its reference."""

import logging
import os
import platform
import sys
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
    from bench.subjects import measures  # noqa: PLC0415 - models exist only once Django is set up

    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", verbosity=0)
    now = datetime.now(ZoneInfo(settings.TIME_ZONE))
    print(f"{now:%Y-%m-%d %H:%M}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"{connection.vendor}")  # fmt: skip
    for paired in measures(RUNS):
        print(*paired.lines(), sep="\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
