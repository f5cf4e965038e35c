"""The pages of a contract: what they say, and how many queries they take."""

import pytest
import time_machine

from accounts.rights import Role
from indicators.domain.model import Aggregation
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db

TODAY = "2025-10-20"
OVERVIEW_QUERIES = 8


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def reader(contract, client):
    user = make_user(Role.DIRECTION, contract.body)
    client.force_login(user)
    return client


def fill(contract, count):
    for _ in range(count):
        indicator = make_indicator(contract, targets=every_year("80", "90"))
        enter(indicator, "2025-08", pair(85, 100))
        enter(indicator, "2025-09", pair(95, 100))


def address(contract, rest=""):
    return f"/{contract.body.code}/{contract.code}/{rest}"


@time_machine.travel(TODAY)
@pytest.mark.parametrize("count", [1, 30])
def test_the_dashboard_takes_as_many_queries_for_thirty_indicators_as_for_one(
    reader, contract, count, django_assert_num_queries
):
    fill(contract, count)
    with django_assert_num_queries(OVERVIEW_QUERIES):
        response = reader.get(address(contract))
    assert response.status_code == 200
    assert response.content.decode().count('<td class="code"') == count


@time_machine.travel(TODAY)
def test_pages(reader, contract):
    fill(contract, 3)
    make_indicator(
        contract,
        aggregation=Aggregation.SOMME,
        unit="rendez-vous",
        decimals=0,
        targets=every_year("80", "90"),
    )
    for rest in (
        "",
        "contrat/",
        "fiches/1/",
        "R1/",
        "R4/",
        "?statut=atteint&ordre=ecart&theme=1",
        "R1/?mois=2024-01",
    ):
        response = reader.get(address(contract, rest))
        assert response.status_code == 200, rest
