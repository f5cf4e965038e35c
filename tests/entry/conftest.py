"""A contract with one indicator, its manager signed in, and a controller, in October 2025."""

import pytest
import time_machine

from accounts.rights import Role
from tests.factories import (
    assign,
    every_year,
    make_indicator,
    make_user,
)


@pytest.fixture(autouse=True)
def in_october_2025():
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, targets=every_year("80", "90"), first_year=2025)


@pytest.fixture
def manager(contract, indicator, client):
    user = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    assign(user, indicator)
    client.force_login(user)
    return user


@pytest.fixture
def controller(contract):
    return make_user(Role.CONTROLEUR, contract.body, username="dominique")
