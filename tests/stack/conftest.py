"""One whole stack for these tests: production's settings, servers and processes, as `make stack` starts them."""

from collections.abc import Iterator

import pytest

from tests.support.process import free_port, temporary_folder, wait_until
from tests.support.stack import Stack


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(__file__).removesuffix("conftest.py")
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.servers)
            # One process has the stack, whatever the number of those that run the tests.
            item.add_marker(pytest.mark.xdist_group("stack"))


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """With the figures of the first contract only; tests/test_run_stack.py loads all the demonstration."""
    with pytest.MonkeyPatch.context() as patch:
        # The tests kill these servers: they must be their own, whatever the run was given.
        patch.delenv("DATABASE_URL", raising=False)
        patch.delenv("REDIS_URL", raising=False)
        found = Stack(
            temporary_folder("stack"),
            free_port(),
            API_WRITES_A_MINUTE="100000",
            PENDING_SWEEP_SECONDS="3",
            METRICS_PORT=str(free_port()),
        )
    try:
        found.start("load_contract", "load_demo")
        yield found
    finally:
        found.stop()


@pytest.fixture(autouse=True)
def well(stack: Stack) -> Iterator[None]:
    """Each test starts and ends with a stack that says it is well."""
    stack.wait_until_ready()
    yield
    stack.wait_until_ready()
    wait_until(lambda: stack.pending() == 0, 60, "nothing waits for its recompute")
