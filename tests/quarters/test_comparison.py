"""The page that compares two states of a quarter, or two quarters: what may be chosen, and what is said."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from indicators.recording import put
from tests.closing import close_quarter
from tests.factories import enter, every_year, make_body, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_july_2024")]
FIRST, SECOND = Quarter(2024, 1), Quarter(2024, 2)


@pytest.fixture
def contract():
    contract = make_contract()
    rate = make_indicator(contract, targets=every_year("80", "90"))
    for number in range(1, 7):
        enter(rate, f"2024-{number:02d}", pair(85, 100))
    return contract


def close(contract, quarter, version=0, reason=""):
    return close_quarter(
        contract=contract,
        quarter=quarter,
        expected_version=version,
        actor=None,
        origin=Origin.COMMAND,
        reason=reason,
    )


def correct(contract, month, numerator):
    put(
        indicator=contract.indicators.all().with_definition().get(code="R1"),
        month=month,
        fact=pair(numerator, 100),
        expected_version=1,
        reason="chiffres inversés",
        actor=None,
        origin=Origin.COMMAND,
    )


def read(client, contract, quarter="2024T2", query=""):
    answer = client.get(f"/{contract.body.code}/{contract.code}/arretes/{quarter}/changements/{query}")
    assert answer.status_code == 200
    return re.sub(r"</?sup>", "", answer.content.decode())


@pytest.fixture
def reader(contract, client):
    client.force_login(make_user(Role.LECTEUR, contract.body))
    return client


def test_two_quarters_with_their_causes(contract, reader):
    close(contract, FIRST)
    correct(contract, Month(2024, 4), 55)
    page = read(reader, contract)
    assert "Ce qui a changé depuis le 1er trimestre 2024, version 1" in page
    assert "<del>85,00</del>" in page
    assert "<ins>80,00</ins>" in page
    assert "Nouveaux mois\u00a0: avril, mai et juin 2024" in page


def test_two_versions_and_the_last_one_first(contract, reader):
    close(contract, SECOND)
    correct(contract, Month(2024, 2), 55)
    close(contract, SECOND, 1, "correction de février")
    page = read(reader, contract)
    assert "Ce qui a changé depuis la version 1" in page
    assert "Correction de février 2024" in page
    assert "par commande le 20/07/2024 («\u00a0chiffres inversés\u00a0»)" in page
    assert "Rien n’a changé" in read(reader, contract, query="?etat=2024T2&depuis=2024T2-v2")


def test_a_quarter_that_was_not_closed_is_compared_as_it_was_known(contract, reader):
    close(contract, SECOND)
    correct(contract, Month(2024, 3), 55)
    page = read(reader, contract, query="?etat=2024T2-v1&depuis=2024T1")
    assert "Correction de mars 2024" not in page, "made after both"
    assert "1er trimestre 2024, non figé" in page


@pytest.mark.parametrize("query", ["?etat=x&depuis=y", "?depuis=2024T2-v9", "?etat=2031T1"])
def test_what_is_not_offered_is_left_out(contract, reader, query):
    pages = [read(reader, contract, query=each) for each in (query, "")]
    first, second = (page[page.index("<h1>") : page.index("</main>")] for page in pages)
    assert first == second


def test_the_first_quarter_of_a_contract_has_nothing_before(contract, reader):
    assert "Rien ne précède le 1er trimestre 2023" in read(reader, contract, "2023T1")


def test_a_person_of_another_body_finds_nothing(contract, client):
    client.force_login(make_user(Role.CONTROLEUR, make_body()))
    assert client.get(f"/{contract.body.code}/{contract.code}/arretes/2024T2/changements/").status_code == 404


def test_queries_do_not_grow_with_the_contract(contract, reader):
    close(contract, FIRST)
    correct(contract, Month(2024, 4), 55)
    counts = []
    for added in (0, 3):
        for _ in range(added):
            enter(make_indicator(contract, targets=every_year("80", "90")), "2024-06", pair(1, 2))
        with CaptureQueriesContext(connection) as captured:
            read(reader, contract)
        counts.append(len(captured))
    assert counts == [23, 23]
