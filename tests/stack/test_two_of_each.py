"""Two web servers and two workers behind a proxy: one goes at a time, and nobody who writes is kept waiting."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.support import drill
from tests.support.balanced import Balanced
from tests.support.drill import Outage
from tests.support.process import free_port, wait_until
from tests.support.reaper import reaper
from tests.support.stack import Second, Stack
from tests.support.writing import Programs, Write

MOST_SECONDS = 2
WRITES, WRITES_OF_A_RESTART, WRITES_OF_THE_CONTROL = 400, 100, 20


@pytest.fixture(scope="module")
def second(stack: Stack) -> Iterator[Second]:
    found = Second(stack, {"WEB_PORT": str(free_port()), "METRICS_PORT": str(free_port())})
    reaper()
    try:
        with ThreadPoolExecutor(2) as threads:
            for started in [threads.submit(each.start) for each in (found.web, found.worker)]:
                started.result()
        yield found
    finally:
        found.web.stop()
        found.worker.stop()


@pytest.fixture(scope="module")
def secret(stack: Stack) -> str:
    return drill.issue_a_token(stack)


def both(stack: Stack, second: Second, secret: str) -> Programs:
    return Programs(stack.url, secret, adapter=Balanced((stack.url, second.url)))


def test_one_of_each_is_killed_in_turn_and_no_write_is_lost_or_refused_for_long(
    stack: Stack, second: Second, secret: str
) -> None:
    programs = both(stack, second, secret)
    faults = (
        Outage("web 1", stack.web.kill, stack.web.start),
        Outage("workers 1", lambda: drill.kill_workers(stack), lambda: drill.start_workers(stack)),
        Outage("web 2", second.web.kill, second.web.start),
        Outage("worker 2", second.worker.kill, second.worker.start),
    )
    drill.go_through(faults, programs, print, WRITES, 400_000)
    findings = drill.check(stack, programs, None)
    assert (findings.lost, findings.doubled, findings.unsettled) == ((), (), ())
    assert findings.acknowledged + findings.found_later == WRITES
    wait_until(lambda: stack.pending() == 0, 60, "everything is computed")
    assert programs.refused_seconds < MOST_SECONDS
    for port in (stack.env["METRICS_PORT"], second.metrics_port):
        assert "cpg_requests_total" in requests.get(f"http://127.0.0.1:{port}/metrics", timeout=20).text

    path = programs.acknowledged[-1].path
    programs.acknowledged.append(Write(path, 1_000_000, 1))
    assert len(drill.check(stack, programs, 0).lost) == 1, "the counting sees a loss"


def test_one_web_server_is_restarted_after_the_other_and_no_request_fails(
    stack: Stack, second: Second, secret: str
) -> None:
    programs = both(stack, second, secret)
    faults = [Outage(web.name, web.stop, web.start) for web in (stack.web, second.web)]
    drill.go_through(faults, programs, print, WRITES_OF_A_RESTART, 500_000)
    findings = drill.check(stack, programs, None)
    assert (findings.retries, findings.acknowledged) == (0, WRITES_OF_A_RESTART)
    assert (findings.lost, findings.doubled) == ((), ())


def test_with_one_web_server_writes_are_refused_until_it_is_back(stack: Stack, secret: str) -> None:
    programs = Programs(stack.url, secret)
    fault = Outage("web", stack.web.kill, stack.web.start)
    drill.go_through([fault], programs, print, WRITES_OF_THE_CONTROL, 600_000)
    assert programs.refused_seconds > MOST_SECONDS
