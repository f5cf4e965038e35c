"""A contract with one indicator, its manager signed in, and a controller, in October 2025."""

import pytest

from accounts.rights import Role
from tests.factories import (
    every_year,
    make_indicator,
    make_user,
)


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, targets=every_year("80", "90"), first_year=2025)


@pytest.fixture
def manager(manager, client):
    client.force_login(manager)
    return manager


@pytest.fixture
def controller(contract):
    return make_user(Role.CONTROLEUR, contract.body, username="dominique")
