"""A contract and somebody who answers for its actions, in October 2025; proofs go to a folder of the test's own."""

import pytest
import time_machine

from accounts.rights import Role
from tests.factories import make_user


@pytest.fixture(autouse=True)
def in_october_2025(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    with time_machine.travel("2025-10-05T10:00:00+02:00"):
        yield


@pytest.fixture
def owner(contract):
    return make_user(Role.GESTIONNAIRE, contract.body)
