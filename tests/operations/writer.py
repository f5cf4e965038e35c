"""Somebody who records values and proofs, one after the other, while something else happens."""

from dataclasses import dataclass, field
from threading import Condition, Event, Thread

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from commitments.ledger.proofs import SentFile
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.models import Indicator
from indicators.recording import attach, put
from tests.factories import pair

MONTH = Month(2024, 3)
PAUSE_SECONDS = 1 / 15
PATIENCE_SECONDS = 120


@dataclass
class Writer:
    """Corrects one month again and again, each time with a proof of its own; `acknowledged` are the numerators of the
    writes that came back.
    """

    indicator: Indicator
    acknowledged: list[int] = field(default_factory=list)
    _changed: Condition = field(default_factory=Condition)
    _ends: Event = field(default_factory=Event)

    def write(self) -> None:
        value = len(self.acknowledged)
        put(
            indicator=self.indicator,
            month=MONTH,
            fact=pair(value, 1_000_000),
            expected_version=value,
            actor=None,
            origin=Origin.FORM,
            reason="correction",
        )
        proof = SentFile("relevé.pdf", b"%PDF-1.7\n" + str(value).encode())
        attach(indicator=self.indicator, month=MONTH, proof=proof, actor=None, origin=Origin.FORM)
        with self._changed:
            self.acknowledged.append(value)
            self._changed.notify_all()

    def wait_for(self, more: int) -> None:
        """Until that many more writes are acknowledged."""
        with self._changed:
            wanted = len(self.acknowledged) + more
            assert self._changed.wait_for(lambda: len(self.acknowledged) >= wanted, PATIENCE_SECONDS)

    def start(self, database: BaseDatabaseWrapper) -> Thread:
        def run() -> None:
            connections["default"] = database.copy()
            try:
                while not self._ends.wait(PAUSE_SECONDS):
                    self.write()
            finally:
                connections["default"].close()

        thread = Thread(target=run)
        thread.start()
        return thread

    def stop(self, thread: Thread) -> None:
        self._ends.set()
        thread.join()
