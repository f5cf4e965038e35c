"""What holds for every test: nothing leaves this machine."""

from collections.abc import Iterator

import pytest

from tests.support.network import forbid_outside_connections


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        forbid_outside_connections(patch)
        yield
