"""Requests of a served application that are not answered yet."""

from threading import Condition
from types import TracebackType
from typing import Any, Self

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.dispatch import Signal

SECONDS = 20


class InFlight:
    """Left only once each request that came in meanwhile has its answer, or after `SECONDS`: a page that is closed does
    not stop what the server is doing for it, which would then write among the rows of the next test.
    """

    def __init__(
        self,
        seconds: float = SECONDS,
        *,
        started: Signal = request_started,
        finished: Signal = request_finished,
    ) -> None:
        self._seconds = seconds
        self._started = started
        self._finished = finished
        self._count = 0
        self._changed = Condition()

    def __enter__(self) -> Self:
        self._started.connect(self._one_more)
        self._finished.connect(self._one_less)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._count == 0, self._seconds)
        self._started.disconnect(self._one_more)
        self._finished.disconnect(self._one_less)

    def _one_more(self, sender: object, **_: Any) -> None:
        self._add(sender, 1)

    def _one_less(self, sender: object, **_: Any) -> None:
        self._add(sender, -1)

    def _add(self, sender: object, change: int) -> None:
        # The test client sends the same signals, for answers that a test may never close; so does an answer that was
        # closed without being served, which has no handler.
        if isinstance(sender, type) and issubclass(sender, WSGIHandler):
            with self._changed:
                self._count += change
                self._changed.notify_all()
