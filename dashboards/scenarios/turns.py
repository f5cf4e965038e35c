"""Scenarios take turns: each holds the lock of those who enter values, and a thread of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic, sleep

from django.db import connection

from accounts.alone import asked

LONGEST_WAIT = 3
# SQLite asks again for its lock ten times a second: in between, acts that wait get it.
REST_OF_SQLITE = 0.2
# One scenario of all the processes of PostgreSQL: who saves would wait for one of each otherwise. Any number that no
# other advisory lock has.
OF_SCENARIOS = 7_304_099
ASKED_AGAIN = 0.05


class BusyError(Exception):
    """Another scenario takes longer than anybody waits here."""


class Turns:
    """One at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ended = monotonic() - REST_OF_SQLITE

    @contextmanager
    def one(self) -> Iterator[None]:
        until = monotonic() + LONGEST_WAIT
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise BusyError
        try:
            if connection.vendor == "sqlite":
                sleep(max(0, self._ended + REST_OF_SQLITE - monotonic()))
                yield
            else:
                with _alone_in_the_database(until):
                    yield
        finally:
            self._ended = monotonic()
            self._lock.release()


@contextmanager
def _alone_in_the_database(until: float) -> Iterator[None]:
    """Of the connection, not of its transaction: that of the scenario begins and ends inside."""
    while not asked("pg_try_advisory_lock", OF_SCENARIOS):
        if monotonic() > until:
            raise BusyError
        sleep(ASKED_AGAIN)
    try:
        yield
    finally:
        asked("pg_advisory_unlock", OF_SCENARIOS)


TURNS = Turns()
