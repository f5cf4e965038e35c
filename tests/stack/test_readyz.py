"""What `/readyz` says while a server or a worker is away, and how soon."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from tests.support.process import wait_until
from tests.support.stack import Stack
from tests.support.visitor import Visitor

SOON = 2.0
TOLD_SECONDS = 10.0
# More than the web server makes at once.
PAGES = 12
PAGE = "/carsat-pdl/cpg-2023-2027/"
PASSWORD = "cpg-demo-2027"
QUEUES = ("worker_interactive", "worker_bulk", "worker_documents")


def ask(stack: Stack) -> tuple[int, dict[str, Any]]:
    started = time.monotonic()
    answer = requests.get(f"{stack.url}/readyz", timeout=10)
    assert time.monotonic() - started < SOON
    assert requests.get(f"{stack.url}/healthz", timeout=2).status_code == 200
    return answer.status_code, answer.json()["checks"]


def failing(stack: Stack) -> set[str]:
    status, told = ask(stack)
    names = {name for name, check in told.items() if not check["ok"]}
    assert status == (503 if names else 200)
    return names


@contextmanager
def away(stop: Callable[[], None], start: Callable[[], None]) -> Iterator[None]:
    stop()
    try:
        yield
    finally:
        start()


def test_all_is_well_with_figures(stack: Stack) -> None:
    status, told = ask(stack)
    assert status == 200
    assert set(told) == {"database", "redis", *QUEUES, "pending", "disk"}
    assert all(isinstance(check["figure"], int) for check in told.values())
    assert all(told[queue]["figure"] < 60 for queue in QUEUES)


@pytest.mark.parametrize("frozen", [True, False])
def test_redis_away_is_named(stack: Stack, frozen: bool) -> None:
    process = stack.redis.process
    stop, start = (process.freeze, process.thaw) if frozen else (process.kill, stack.redis.start)
    with away(stop, start):
        for _ in range(3):
            assert "redis" in failing(stack)
            assert "database" not in failing(stack)


@pytest.mark.parametrize("frozen", [True, False])
def test_postgres_away_is_named_and_what_it_would_tell_is_unknown(stack: Stack, frozen: bool) -> None:
    process = stack.postgres.process
    stop, start = (process.freeze, process.thaw) if frozen else (process.kill, stack.postgres.start)
    with away(stop, start):
        for _ in range(3):
            assert failing(stack) == {"database", *QUEUES, "pending"}


def test_a_worker_that_is_gone_is_named_by_its_queue(stack: Stack) -> None:
    with away(stack.interactive.kill, stack.interactive.start):
        wait_until(lambda: failing(stack) == {"worker_interactive"}, 30, "the queue is told as dead")
    wait_until(lambda: failing(stack) == set(), 30, "all is well again")


def test_without_beat_no_queue_gives_a_sign_of_life(stack: Stack) -> None:
    with away(stack.beat.kill, stack.beat.start):
        wait_until(lambda: failing(stack) == set(QUEUES), 30, "every queue is told as dead")


def test_while_postgres_is_silent_nothing_queues_behind_pages_and_they_say_so(stack: Stack) -> None:
    visitor = Visitor(stack.url)
    visitor.log_in("controleur", PASSWORD)
    process = stack.postgres.process
    with away(process.freeze, process.thaw), ThreadPoolExecutor(PAGES) as people:
        pages = [people.submit(visitor.get, PAGE) for _ in range(PAGES)]
        for _ in range(4):
            assert "database" in failing(stack)
            static = requests.get(f"{stack.url}/static/cpg/favicon.svg", timeout=10)
            assert (static.status_code, static.elapsed.total_seconds() < SOON) == (200, True)
        for page in pages:
            answer = page.result()
            assert (answer.status_code, "La base de données ne répond pas" in answer.text) == (503, True)
            assert answer.elapsed.total_seconds() < TOLD_SECONDS
        known = requests.get(
            f"{stack.url}/api/v1/contracts/", timeout=20, headers={"Authorization": "Bearer x"}
        )
        assert (known.status_code, known.json()["code"]) == (503, "database_away")
    wait_until(lambda: visitor.get(PAGE).status_code == 200, 30, "pages are back without a restart")
