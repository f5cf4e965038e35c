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
        now = timezone.localtime()
        hour = (now.toordinal(), now.hour)
        if now.hour >= FIRST_HOUR and hour != self.reminded_in:
            done = [_is_done(job) for job in self.hourly]
            if all(done):
                self.reminded_in = hour
        for job in (deliver, call, *self.minutely):
            _is_done(job)


def _is_done(job: Callable[[], object]) -> bool:
    """Nobody reads the result of a thread: a failure is logged here, and keeps no other job from running."""
    try:
        job()
    except Exception:
        log.exception("clock_failed")
        return False
    return True


def start_clock(*hourly: Callable[[], object], minutely: Sequence[Callable[[], object]] = ()) -> None:
    if settings.JOBS_IN_PROCESS:
        threading.Thread(target=Clock(hourly, minutely).run, name="clock", daemon=True).start()
