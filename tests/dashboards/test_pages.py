"""The pages of a contract: what they say, and how many queries they take."""

import re
from datetime import date

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from indicators.domain.model import Absence, AbsenceKind, Aggregation
from indicators.recording import put, reopen
from tests.closing import close_quarter
from tests.factories import (
    enter,
    enter_no_case,
    every_year,
    make_indicator,
    make_user,
    months_before,
    pair,
)
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TODAY = "2025-10-20"
OVERVIEW_QUERIES = 34


@pytest.fixture
def reader(contract, client):
    user = make_user(Role.DIRECTION, contract.body)
    client.force_login(user)
    return client


def fill(contract, count):
    for _ in range(count):
        indicator = make_indicator(contract, targets=every_year("80", "90"))
        enter_no_case(indicator, *months_before("2025-08"))
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
    assert response.content.decode().count('<small class="code"') == count


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("", "Les deux objectifs sont tous atteints à fin septembre 2025"),
        ("?mois=2025-08", "Aucun des deux objectifs n’est atteint à fin août 2025"),
        ("?statut=atteint", "2 indicateurs"),
        ("?statut=sous", "Aucun indicateur ne répond à ce filtre"),
        ("contrat/", "1 fiche, 0 engagement, 0 action"),
        ("fiches/1/", "Première fiche"),
        ("fiches/1/", "Les deux objectifs sont tous atteints à fin septembre 2025"),
        ("R1/", "L’objectif à date est atteint à fin septembre 2025"),
        ("R1/?mois=2025-08", "pour tenir l’objectif à date"),
        ("R1/?mois=2024-01", "non renseigné"),
        ("arretes/", "3e trimestre 2025"),
        ("arretes/", "Onze trimestres restent à clore"),
        ("arretes/2025T3/", "Le 3e trimestre 2025 n’est pas prêt"),
        ("arretes/2025T3/", "Score à figer"),
        ("arretes/2025T4/", "Il pourra être clos à partir du 01/01/2026."),
        ("arretes/2025T4/", "Le 4e trimestre 2025 est en cours"),
    ],
)
def test_each_page_says_what_stands(reader, contract, rest, said):
    fill(contract, 2)
    call_command("recompute")
    response = reader.get(address(contract, rest))
    assert response.status_code == 200
    assert said in text_of(response)


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    "rest",
    [
        "?mois=2022-12",
        "?mois=2026-01",
        "?mois=demain",
        "R9/",
        "fiches/7/",
        "arretes/2028T1/",
        "arretes/2025T5/",
    ],
)
def test_what_the_contract_does_not_hold_does_not_exist(reader, contract, rest):
    fill(contract, 1)
    assert reader.get(address(contract, rest)).status_code == 404


OF_CONTRACT = ["", "contrat/", "fiches/1/", "R1/", "R1/2025-09/", "arretes/", "arretes/2025T3/"]
ANYWHERE = ["/connexion/", "/administration/", "/rien/"]


@pytest.mark.parametrize("url", [*ANYWHERE, *OF_CONTRACT])
@pytest.mark.parametrize("is_demo", [True, False])
@time_machine.travel(TODAY)
def test_every_page_says_that_figures_are_fictitious_when_they_are(client, contract, url, is_demo):
    fill(contract, 1)
    user = make_user(Role.CONTROLEUR, contract.body)
    user.memberships.create(body=contract.body, role=Role.ADMINISTRATEUR)
    if url != "/connexion/":
        client.force_login(user)
    contract.is_demo = is_demo
    contract.save(update_fields=["is_demo"])
    page = client.get(url if url in ANYWHERE else address(contract, url)).content.decode()
    assert ("Données fictives." in page) is is_demo


@time_machine.travel(TODAY)
def test_what_is_missing_is_said_before_a_quarter_is_closed(contract, client):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter(indicator, "2025-08", pair(85, 100))
    enter(indicator, "2025-09", pair(95, 100))
    call_command("recompute")
    client.force_login(make_user(Role.CONTROLEUR, contract.body))
    page = client.get(address(contract, "arretes/2025T3/")).content.decode()
    assert "7 valeurs manquent" in page
    assert re.search(r'R1/2025-07/">Indicateur 1 \(R1\), juillet 2025</a>', page)


@time_machine.travel(TODAY)
def test_changes_between_versions_are_written_as_on_screens(contract, client):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    for month in range(1, 10):
        enter(indicator, f"2025-0{month}", pair(85, 100))
    call_command("recompute")
    controller = make_user(Role.CONTROLEUR, contract.body)
    third = Quarter(2025, 3)
    common = {"contract": contract, "quarter": third, "actor": controller, "origin": Origin.FORM}
    close_quarter(expected_version=0, **common)
    reopen(
        contract=contract,
        month=Month(2025, 9),
        expected_version=1,
        reason="erreur",
        open_until=date(2025, 10, 25),
        actor=None,
        origin=Origin.FORM,
    )
    put(
        indicator=indicator,
        month=Month(2025, 9),
        fact=pair(55, 100),
        expected_version=1,
        reason="erreur",
        actor=None,
        origin=Origin.FORM,
    )
    close_quarter(expected_version=1, reason="correction de R1", **common)
    client.force_login(controller)
    page = client.get(address(contract, "arretes/2025T3/")).content.decode()
    assert '<th scope="row">Score de 0 à 100</th>' in page
    assert "<del>\u22125,0000</del>" in page
    assert "<del>50,00</del>" in page


@time_machine.travel(TODAY)
@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_are_shown_the_way_to_the_administration(contract, client, role):
    client.force_login(make_user(role, contract.body))
    page = client.get(address(contract)).content.decode()
    assert ('href="/administration/"' in page) is (role is Role.ADMINISTRATEUR)


@time_machine.travel(TODAY)
def test_a_value_that_cannot_be_had_is_not_told_as_forgotten(reader, contract):
    forgotten, absent = (make_indicator(contract, targets=every_year("80", "90")) for _ in range(2))
    for month in range(1, 9):
        for indicator in (forgotten, absent):
            enter(indicator, f"2025-0{month}", pair(85, 100))
    enter(absent, "2025-09", Absence(AbsenceKind.NON_DISPONIBLE, "Extraction impossible."))
    enter(make_indicator(contract), "2025-09", pair(85, 100))
    call_command("recompute")
    said = re.sub(r"<[^>]*>|\s+", " ", reader.get(address(contract)).content.decode())
    first, _, second = said.partition("Ce que sera décembre")[2].partition("Indicateur 2")
    assert "septembre 2025 n’est pas renseigné" in first
    assert "septembre 2025 n’est pas disponible" in second


@time_machine.travel(TODAY)
def test_sorted_by_gap_what_is_not_judged_comes_last(reader, contract):
    count = {"aggregation": Aggregation.SOMME, "unit": "rendez-vous", "decimals": 0}
    make_indicator(contract, targets=every_year("120", "240"), **count)
    fill(contract, 1)
    call_command("recompute")
    page = reader.get(address(contract, "?ordre=ecart")).content.decode()
    assert re.findall(r'<small class="code">(R\d)', page) == ["R2", "R1"]
