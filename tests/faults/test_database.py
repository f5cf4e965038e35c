"""What happens to entries when PostgreSQL is restarted under the web server and its worker."""

import threading
from dataclasses import dataclass, field
from functools import partial

import pytest
import requests

from tests.faults.conftest import FaultStack
from tests.support.process import wait_until
from tests.support.visitor import Visitor

pytestmark = pytest.mark.servers

MONTH = "/carsat-pdl/cpg-2023-2027/R6/2023-01/"
PAGE = "/carsat-pdl/cpg-2023-2027/R6/"
THREADS = 4
STORED = """
    SELECT r.value, c.reason FROM indicators_actualrevision r JOIN commitments_change c ON c.id = r.change_id
    WHERE c.reason LIKE %s
"""


@pytest.fixture
def visitor(stack: FaultStack) -> Visitor:
    return stack.visitor()


def test_after_a_restart_no_page_is_an_error(stack: FaultStack, visitor: Visitor) -> None:
    """Each thread of the web server had a connection of before the restart in its hands."""
    pages = [threading.Thread(target=visitor.get, args=(PAGE,)) for _ in range(2 * THREADS)]
    for page in pages:
        page.start()
    for page in pages:
        page.join()
    stack.postgres.restart()
    assert [visitor.get(PAGE).status_code for _ in range(2 * THREADS)] == [200] * (2 * THREADS)


def test_while_the_database_is_away_the_person_is_told_in_french_and_soon(
    stack: FaultStack, visitor: Visitor
) -> None:
    visitor.get(PAGE)
    stack.postgres.stop()
    try:
        response = visitor.get(PAGE)
        assert (response.status_code, "La base de données ne répond pas" in response.text) == (503, True)
        assert response.elapsed.total_seconds() < 10
    finally:
        stack.postgres.start()
    wait_until(lambda: visitor.get(PAGE).status_code == 200, 60, "the page is back")


@dataclass
class Writer:
    """One person who corrects the same month again and again; `acknowledged` are the values that were answered as
    recorded.
    """

    visitor: Visitor
    name: str
    acknowledged: set[int] = field(default_factory=set)

    def write(self, first: int, until: threading.Event) -> None:
        value = first
        while not until.is_set():
            try:
                token, version = self.visitor.token(MONTH), self.visitor.version(MONTH)
                data = {"kind": "valeur", "value": str(value), "comment": "", "reason": self.name}
                answer = self.visitor.send(MONTH, {**data, "version": version}, token)
            except (AssertionError, requests.RequestException):
                continue
            if answer.status_code == 302:
                self.acknowledged.add(value)
            value += 1


def told(writers: list[Writer]) -> int:
    return sum(len(writer.acknowledged) for writer in writers)


def wrote(writers: list[Writer], wanted: int) -> bool:
    return told(writers) >= wanted


def test_no_acknowledged_entry_is_lost_when_the_database_is_killed_in_mid_write(stack: FaultStack) -> None:
    writers = [Writer(stack.visitor(), f"panne {number}") for number in range(3)]
    stop = threading.Event()
    threads = [
        threading.Thread(target=writer.write, args=(10_000 * (rank + 1), stop))
        for rank, writer in enumerate(writers)
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in range(2):
            wait_until(partial(wrote, writers, told(writers) + 5), 60, "entries are acknowledged")
            stack.postgres.process.kill()
            stack.postgres.start()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    stored = [(str(reason), int(str(value).split(".")[0])) for value, reason in stack.ask(STORED, "panne %")]
    for writer in writers:
        kept = [value for reason, value in stored if reason == writer.name]
        assert writer.acknowledged <= set(kept), "lost"
        assert len(kept) == len(set(kept)), "stored twice"
    wait_until(lambda: stack.pending() == 0, 120, "everything is computed")
    assert stack.manage("recompute", "--check").returncode == 0
