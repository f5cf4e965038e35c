"""Clock thread of the embedded default, which has no beat: it plans reminders and sends mails.

The first round comes after a minute, so that the start is quick and the terminal shows the address first.
"""

import threading
import time
from collections.abc import Callable, Sequence

import structlog
from django.conf import settings
from django.db import connections
from django.utils import timezone

from accounts.jobs import call, deliver

log = structlog.get_logger(__name__)

LOOK_SECONDS = 60
FIRST_HOUR = 7


class Clock:
    """Each minute, send waiting mails and calls, run the `minutely` jobs; each hour from seven on, `hourly` ones."""

    def __init__(
        self, hourly: Sequence[Callable[[], object]], minutely: Sequence[Callable[[], object]] = ()
    ) -> None:
        self.hourly, self.minutely = hourly, minutely
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
                for job in self.hourly:
                    job()
                self.reminded_in = hour
            for job in (deliver, call, *self.minutely):
                job()
        except (
            Exception
        ):  # nobody reads the result of a thread: log its failure here, and go on with the next round
            log.exception("clock_failed")


def start_clock(*hourly: Callable[[], object], minutely: Sequence[Callable[[], object]] = ()) -> None:
    if settings.JOBS_IN_PROCESS:
        threading.Thread(target=Clock(hourly, minutely).run, name="clock", daemon=True).start()
