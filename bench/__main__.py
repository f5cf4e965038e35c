"""`make bench`: the demonstration's contract in a database of its own, then each subject beside its reference."""

import logging
import os
import platform
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.conf import settings  # noqa: E402 - models exist only once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from bench.subjects import measures  # noqa: E402

RUNS = 40


def main() -> None:
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_demo", verbosity=0)
    now = datetime.now(ZoneInfo(settings.TIME_ZONE))
    print(f"{now:%Y-%m-%d %H:%M}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"{connection.vendor}")  # fmt: skip
    for measure in measures(RUNS):
        print(*measure.lines(), sep="\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
