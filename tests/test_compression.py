"""Pages travel compressed; what a program reads keeps its strong ETag."""

import gzip

import pytest

from accounts.rights import Role
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db

ASKED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def contract(client):
    contract = make_contract()
    enter(make_indicator(contract, targets=every_year("80", "90")), "2025-01", pair(85, 100))
    client.force_login(make_user(Role.DIRECTION, contract.body))
    return contract


def test_a_page_is_compressed_for_who_takes_it(client, contract):
    address = f"/{contract.body.code}/{contract.code}/"
    plain = client.get(address)
    small = client.get(address, headers=ASKED)
    assert plain.get("Content-Encoding") is None
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    assert "no-store" in small["Cache-Control"]
    assert 2 * len(small.content) < len(plain.content)
    assert "Tableau de bord" in gzip.decompress(small.content).decode()


def test_the_api_keeps_its_etag_and_its_bytes(client, contract):
    address = f"/api/v1/actuals/{contract.body.code}/{contract.code}/R1/2025-01/"
    answer = client.get(address, headers=ASKED)
    assert answer["ETag"] == '"1"'
    assert answer.get("Content-Encoding") is None
