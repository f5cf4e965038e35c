"""Scenarios take turns: each holds the lock of those who enter values, and a thread of the server."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic, sleep

from django.db import connection

LONGEST_WAIT = 3
# SQLite asks again for its lock ten times a second: in between, acts that wait get it.
REST_OF_SQLITE = 0.2


class BusyError(Exception):
    """Another scenario takes longer than anybody waits here."""


class Turns:
    """Of one process, one at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ended = monotonic() - REST_OF_SQLITE

    @contextmanager
    def one(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=LONGEST_WAIT):
            raise BusyError
        try:
            if connection.vendor == "sqlite":
                sleep(max(0, self._ended + REST_OF_SQLITE - monotonic()))
            yield
        finally:
            self._ended = monotonic()
            self._lock.release()


TURNS = Turns()
