"""A server that is there and says nothing (frozen, or lost behind a network) is noticed by its client.

The kernel acknowledges for a stopped process, so TCP's own limits see nothing; a limit on statements is kept by the
server itself, and would also end those that are only long. While a statement waits, a new connection asks whether the
server still answers anybody.
"""

from collections.abc import Callable, Generator
from concurrent.futures import Future
from time import monotonic
from typing import Any

import psycopg
from psycopg.waiting import Ready, Wait

from cpg.bounded import Bounded, answer_before

# A statement that waits this long has the server asked, and is given up after the second when the server says nothing.
ASK_AFTER_SECONDS = 1.5
GIVE_UP_SECONDS = 5.0
# A server known to be silent is asked again by each request, which waits this long for the answer.
ASK_AGAIN_SECONDS = 0.3
# libpq's smallest.
CONNECT_SECONDS = 2


class SilentDatabaseError(psycopg.OperationalError):
    """The database was asked, and says nothing."""

    def __init__(self) -> None:
        super().__init__("the database does not answer")


class Watch:
    """Whether a server answers, as far as this process knows."""

    def __init__(self, ask: Callable[[], bool]) -> None:
        self._probe = Bounded(ask)
        self.is_silent = False

    def ask(self) -> Future[bool]:
        """Come back at once; callers that come meanwhile share the question. An answer ends the silence whenever it
        comes.
        """
        asked = self._probe.start()
        asked.add_done_callback(self._note)
        return asked

    def stays_silent(self) -> bool:
        """Of a server that is known to be silent: ask it again, and wait a little."""
        return self.is_silent and answer_before(monotonic() + ASK_AGAIN_SECONDS, self.ask()) is None

    def judge(self, asked: Future[bool]) -> bool:
        """Whether a question asked long ago was answered."""
        self.is_silent = answer_before(monotonic(), asked) is None
        return not self.is_silent

    def _note(self, asked: Future[bool]) -> None:
        if asked.exception() is None:
            self.is_silent = False


class BoundedConnection(psycopg.Connection[Any]):
    """Waits as long as the server lives, and no longer: a long statement, or one that waits for a lock, goes on."""

    watch: Watch | None = None

    def wait[T](
        self, gen: Generator[Wait, Ready | int, T], interval: float = 0.1, timeout: float | None = None
    ) -> T:
        bounded = gen if self.watch is None else self._while_the_server_lives(gen, self.watch)
        return super().wait(bounded, interval, timeout)

    def _while_the_server_lives[T](
        self, gen: Generator[Wait, Ready | int, T], watch: Watch
    ) -> Generator[Wait, Ready | int, T]:
        patience = Patience(watch)
        try:
            state = next(gen)
            while True:
                ready = yield state
                if ready:
                    patience = Patience(watch)
                elif patience.is_over():
                    self.close()
                    raise SilentDatabaseError
                state = gen.send(ready)
        except StopIteration as end:
            found: T = end.value
            return found


class Patience:
    """With a server that has said nothing since this was made."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._since = monotonic()
        self._asked: Future[bool] | None = None

    def is_over(self) -> bool:
        waited = monotonic() - self._since
        if self._asked is None:
            if self._watch.is_silent or waited > ASK_AFTER_SECONDS:
                self._asked = self._watch.ask()
            return False
        if waited < (ASK_AGAIN_SECONDS if self._watch.is_silent else GIVE_UP_SECONDS):
            return False
        if not self._watch.judge(self._asked):
            return True
        self._since, self._asked = monotonic(), None
        return False


def ask_a_new_connection(parameters: dict[str, str]) -> bool:
    with psycopg.connect(**parameters, connect_timeout=CONNECT_SECONDS) as connection:  # type: ignore[arg-type]
        connection.execute("SELECT 1")
    return True
