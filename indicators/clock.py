"""The embedded default has no beat: a thread of its one process looks now and then whether mails are to be written
or sent. The first look comes after a while, so that a start is not held and its terminal says first where to go.
"""

import threading
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import connections
from django.utils import timezone

from accounts.jobs import deliver
from indicators.jobs import remind

log = structlog.get_logger(__name__)

LOOK_SECONDS = 60
FIRST_HOUR = 7


class Clock:
    """`look` is what each minute brings: reminders once an hour from seven on, and the mails that wait. `others` post
    the reminders of what this application does not know.
    """

    def __init__(self, *others: Callable[[], object]) -> None:
        self.others = others
        self.reminded_in: tuple[int, int] | None = None

    def run(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            self.look()
            connections.close_all()

    def look(self) -> None:
        try:
            now = timezone.localtime()
            hour = (now.toordinal(), now.hour)
            if now.hour >= FIRST_HOUR and hour != self.reminded_in:
                for post in (remind, *self.others):
                    post()
                self.reminded_in = hour
            deliver()
        except (
            Exception
        ):  # nobody reads the result of a thread: its failure is told here, and the next look comes
            log.exception("clock_failed")


def start_clock(*others: Callable[[], object]) -> None:
    if settings.JOBS_IN_PROCESS:
        threading.Thread(target=Clock(*others).run, name="clock", daemon=True).start()
