"""A day on which September is late, and a contract."""

import pytest
import time_machine

from tests.factories import make_contract
from tests.owed.owing import filled


@pytest.fixture(autouse=True)
def clock():
    """The deadline of September is the 10th of October: past; October has not ended."""
    with time_machine.travel("2025-10-12T10:00:00+02:00") as traveller:
        yield traveller


@pytest.fixture
def contract():
    return make_contract(first_year=2025)


@pytest.fixture
def indicator(contract):
    return filled(contract)
