"""What happens to an entry and to its attainment when Redis or the worker is away. The worker is another
process.
"""

import time
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest

from tests.faults.conftest import FaultStack
from tests.support.process import wait_until
from tests.support.services import celery_worker
from tests.support.visitor import Visitor

pytestmark = pytest.mark.servers

CONTRACT = "/carsat-pdl/cpg-2023-2027"
PENDING_WORDS = "calcul en attente"
STORED = """
    SELECT a.value FROM indicators_attainment a JOIN indicators_indicator i ON i.id = a.indicator_id
    WHERE i.code = %s AND a.month = %s
"""
# The sweep takes the oldest first.
ALL_WAIT = """
    WITH touched AS (
        INSERT INTO indicators_pendingrecompute (indicator_id, wanted_sequence, requested_at)
        SELECT i.id, c.sequence, now() + i.id * interval '1 millisecond'
        FROM indicators_indicator i JOIN commitments_contract c ON c.id = i.contract_id
        RETURNING indicator_id)
    , spoilt AS (UPDATE indicators_attainment SET value = -1 WHERE value IS NOT NULL RETURNING 1)
    SELECT (SELECT count(*) FROM touched), (SELECT count(*) FROM spoilt)
"""
HOLD_ONE = """
    SELECT 1 FROM indicators_indicator WHERE id = (
        SELECT indicator_id FROM indicators_pendingrecompute ORDER BY requested_at LIMIT 1 OFFSET %s
    ) FOR NO KEY UPDATE
"""
SPOILT = "SELECT count(*) FROM indicators_attainment WHERE value = -1"
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@pytest.fixture
def visitor(stack: FaultStack) -> Visitor:
    return stack.visitor()


@pytest.fixture(autouse=True)
def nothing_pending(stack: FaultStack) -> Iterator[None]:
    """Each test starts and ends with a working stack that has computed everything."""
    wait_until(lambda: stack.pending() == 0, 90, "no series waiting before the test")
    yield
    wait_until(lambda: stack.pending() == 0, 90, "no series waiting after the test")
    done = stack.manage("recompute", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def correct_first_month_of_r6(visitor: Visitor, value: int) -> float:
    """Correct January of the first year and return how many seconds the answer took."""
    path = f"{CONTRACT}/R6/2023-01/"
    token, version = visitor.token(path), visitor.version(path)
    data = {
        "kind": "valeur",
        "value": str(value),
        "comment": "",
        "reason": "essai de panne",
        "version": version,
    }
    started = time.monotonic()
    response = visitor.send(path, data, token)
    elapsed = time.monotonic() - started
    assert response.status_code == 302, response.text[:2000]
    return elapsed


def stored_value(stack: FaultStack) -> Decimal:
    return Decimal(str(stack.ask(STORED, "R6", "2023-01-01")[0][0]))


def test_an_entry_is_computed_by_the_worker(stack: FaultStack, visitor: Visitor) -> None:
    correct_first_month_of_r6(visitor, 1501)
    wait_until(lambda: stored_value(stack) == 1501, 30, "attainment follows the entry")


def test_redis_stopped_an_entry_is_saved_and_its_attainment_follows_when_redis_is_back(
    stack: FaultStack, visitor: Visitor
) -> None:
    stack.redis.stop()
    try:
        assert correct_first_month_of_r6(visitor, 1502) < 2
        assert PENDING_WORDS in visitor.get(f"{CONTRACT}/R6/").text.lower()
        assert stored_value(stack) != 1502
    finally:
        stack.redis.start()
    wait_until(lambda: stored_value(stack) == 1502, 30, "attainment follows once Redis is back")
    assert PENDING_WORDS not in visitor.get(f"{CONTRACT}/R6/").text.lower()


@pytest.mark.parametrize(("fault", "seconds"), [("stopped", 2), ("silent", 3)])
def test_a_web_server_started_while_redis_is_away_holds_no_entry_back(
    stack: FaultStack, fault: str, seconds: float
) -> None:
    """It has no connection to Redis yet: each entry tries to make one."""
    if fault == "stopped":
        stack.redis.stop()
    else:
        stack.redis.process.freeze()
    try:
        stack.web.stop()
        stack.web.start()
        visitor = stack.visitor()
        assert correct_first_month_of_r6(visitor, 1510) < seconds
        assert correct_first_month_of_r6(visitor, 1511) < seconds
    finally:
        if fault == "stopped":
            stack.redis.start()
        else:
            stack.redis.process.thaw()
    wait_until(lambda: stored_value(stack) == 1511, 30, "attainment follows once Redis is back")


def test_redis_silent_an_entry_is_saved_and_its_attainment_follows_when_redis_answers(
    stack: FaultStack, visitor: Visitor
) -> None:
    stack.redis.process.freeze()
    try:
        assert correct_first_month_of_r6(visitor, 1503) < 3
        assert PENDING_WORDS in visitor.get(f"{CONTRACT}/R6/").text.lower()
        assert stored_value(stack) != 1503
    finally:
        stack.redis.process.thaw()
    wait_until(lambda: stored_value(stack) == 1503, 30, "attainment follows once Redis answers")


def test_worker_killed_in_mid_job_no_attainment_is_lost(stack: FaultStack, visitor: Visitor) -> None:
    """Every series is made to wait; the worker dies with the whole contract in its hands, in the middle of which it
    waits for a series that is held: nothing of the contract is half done.
    """
    with psycopg.connect(stack.env["DATABASE_URL"]) as elsewhere:
        stack.beat.freeze()
        try:
            stack.worker.kill()
            changed = stack.ask(ALL_WAIT)
            series = int(str(changed[0][0]))
            elsewhere.execute(HOLD_ONE, [series // 2])
            stack.worker.start()
        finally:
            stack.beat.thaw()
        wait_until(lambda: stack.ask(WAITING)[0][0] == 1, 60, "the worker came to the one that is held")
        stack.worker.kill()
        assert stack.pending() == series
        assert stack.ask(SPOILT)[0][0] == changed[0][1], (
            "some of the contract was stored and the rest was not"
        )
    stack.worker = celery_worker(stack.env)
    stack.worker.start()
    wait_until(lambda: stack.pending() == 0, 60, "what was left is computed")
