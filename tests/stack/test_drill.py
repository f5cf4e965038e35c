"""No write that was answered is lost, whatever is killed; and the check sees a loss where there is one."""

from tests.support import drill
from tests.support.stack import Stack


def test_worker_redis_and_postgres_killed_during_writes_none_is_lost_or_doubled(stack: Stack) -> None:
    found = drill.run(stack, print)
    assert found.lost == ()
    assert found.doubled == ()
    assert found.unsettled == ()
    assert found.acknowledged + found.found_later == drill.WRITES
    assert found.recovered_after is not None, "attainment did not follow without help"


def test_the_same_check_finds_what_an_unsafe_server_lost(stack: Stack) -> None:
    found = drill.run_control(stack)
    assert found.acknowledged > 0
    assert found.lost != ()
    assert not found.ok
