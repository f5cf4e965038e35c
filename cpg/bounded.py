"""Ask a server that may never answer, and wait for a limited time only."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic


class Bounded[T]:
    """Run `ask` on a thread. Callers that come meanwhile share its answer: a frozen server blocks one thread, however
    often it is asked.
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
    """The answer; None after the deadline (of the monotonic clock), or when asking failed."""
    with suppress(Exception):
        return future.result(max(0.0, deadline - monotonic()))
    return None
