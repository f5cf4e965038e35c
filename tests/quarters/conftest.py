"""The day on which most tests of closed quarters take place."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.exports.exported import NOW


@pytest.fixture
def in_july_2024() -> Iterator[time_machine.Traveller]:
    """The second quarter may be closed. The clock stands still: two closings of the same facts differ in nothing."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
