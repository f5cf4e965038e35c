"""Asking what may never answer, without waiting for it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic


class Bounded[T]:
    """Runs `ask` on a thread of its own. Those who ask meanwhile share the answer: a frozen server holds one
    thread, however often one looks.
    """

    def __init__(self, ask: Callable[[], T]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._running: Future[T] | None = None

    def start(self) -> Future[T]:
        with self._lock:
            if self._running is None or self._running.done():
                self._running = Future()
                threading.Thread(target=self._run, args=(self._running,), daemon=True).start()
            return self._running

    def _run(self, future: Future[T]) -> None:
        try:
            future.set_result(self._ask())
        except Exception as error:  # noqa: BLE001 - whoever waits for the answer gets it
            future.set_exception(error)


def answer_before[T](deadline: float, future: Future[T]) -> T | None:
    """The answer; None when there is none at that time (of the monotonic clock), or an error."""
    with suppress(Exception):
        return future.result(max(0.0, deadline - monotonic()))
    return None
