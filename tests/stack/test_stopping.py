"""SIGTERM: the web server lets what runs finish, a worker finishes its job; nothing is cut, nothing is lost."""

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import requests

from tests.support import drill
from tests.support.process import Process, wait_until
from tests.support.stack import Stack
from tests.support.writing import Programs

# What runs is given time, not a moment.
LONG_SECONDS = 3
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
LOCK = {
    "contract": "SELECT 1 FROM commitments_contract FOR UPDATE",
    "series": "SELECT 1 FROM indicators_indicator FOR NO KEY UPDATE",
}


@contextmanager
def locked(stack: Stack, what: str) -> Iterator[None]:
    """What writes, or computes, waits in the middle of its work until the end of the block."""
    with psycopg.connect(stack.env["DATABASE_URL"]) as connection:
        connection.execute(LOCK[what])
        yield


def wait_until_held(stack: Stack) -> None:
    wait_until(lambda: stack.ask(WAITING)[0][0] > 0, 60, "something waits for the lock")


def ask_to_stop(process: Process) -> threading.Thread:
    stopping = threading.Thread(target=process.stop, args=(signal.SIGTERM, 40))
    stopping.start()
    return stopping


def write(stack: Stack, programs: Programs, value: int) -> requests.Response:
    path, version = next(iter(programs.months(drill.CONTRACT, 1).items()))
    return requests.put(
        stack.url + path,
        json={"value": str(value), "reason": "arrêt"},
        headers={"Authorization": f"Bearer {programs.secret}", "If-Match": f'"{version}"'},
        timeout=60,
    )


def test_a_request_that_runs_when_the_web_server_is_stopped_is_answered(stack: Stack) -> None:
    programs = Programs(stack.url, drill.issue_a_token(stack))
    try:
        with ThreadPoolExecutor(1) as thread:
            with locked(stack, "contract"):
                answer = thread.submit(write, stack, programs, 300_001)
                wait_until_held(stack)
                stopping = ask_to_stop(stack.web)
                wait_until(lambda: "hutting down" in stack.web.said, 60, "the server was told")
                time.sleep(LONG_SECONDS)
                assert not answer.done()
            assert answer.result(60).status_code == 200
        stopping.join()
    finally:
        stack.web.start()
    assert answer.result().json()["value"] == "300001"


def test_a_worker_that_is_stopped_finishes_its_job(stack: Stack) -> None:
    programs = Programs(stack.url, drill.issue_a_token(stack))
    stack.beat.freeze()
    try:
        with locked(stack, "series"):
            assert write(stack, programs, 300_002).status_code == 200
            wait_until_held(stack)
            stopping = ask_to_stop(stack.interactive)
            wait_until(lambda: "Warm shutdown" in stack.interactive.said, 60, "the worker was told")
            assert stack.pending() == 1
        stopping.join()
        assert stack.pending() == 0, "nobody else was there to compute it"
        assert "task_succeeded" in stack.interactive.said.rpartition("Warm shutdown")[2]
    finally:
        stack.beat.thaw()
        stack.interactive.start()


def test_a_job_in_bulk_holds_no_entry(stack: Stack) -> None:
    """Every thread of the worker of the long jobs is taken; an entry's attainment follows all the same."""
    programs = Programs(stack.url, drill.issue_a_token(stack))
    stack.bulk.freeze()
    try:
        assert write(stack, programs, 300_003).status_code == 200
        wait_until(lambda: stack.pending() == 0, 60, "the entry is computed")
    finally:
        stack.bulk.thaw()
