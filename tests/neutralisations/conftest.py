import pytest

from commitments.models import Contract
from tests.neutralisations.made import four_indicators


@pytest.fixture
def contract() -> Contract:
    return four_indicators()
