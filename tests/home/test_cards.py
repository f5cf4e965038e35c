"""The cards of those who have several contracts: the figures of each dashboard, what waits, for whom."""

import re
from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.rights import Role
from accounts.turns import Turn
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from dashboards.models import Alert
from dashboards.resolutions.acts import Decided, Move, finish, take
from indicators.recording import MonthStep, return_, submit
from tests.factories import (
    assign,
    enter,
    enter_no_case,
    every_year,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    months_before,
    pair,
)
from tests.pages import text_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]

QUERIES = 13


def make(name, figure):
    """85 % by September of one indicator of two that are due, and one due in December."""
    contract = make_contract(make_body(name))
    rate, _, _ = (
        make_indicator(contract, code=code, frequency=frequency, targets=every_year("80", "90"))
        for code, frequency in (("R1", "mensuelle"), ("R2", "mensuelle"), ("R3", "annuelle"))
    )
    if figure:
        enter_no_case(rate, *months_before("2025-09"))
        enter(rate, "2025-09", pair(figure, 100))
    return contract


@pytest.fixture(scope="module")
def contracts(rows_of_module):
    alpha, *_ = made = [make("alpha", 85), make("beta", None), make("gamma", 87)]
    make_contract(alpha.body, code="cpg-2018-2022", first_year=2018, last_year=2022)
    make_contract(alpha.body, code="cpg-2028-2032", first_year=2028, last_year=2032)
    call_command("recompute", verbosity=0)
    return made


@pytest.fixture
def reader(client, contracts):
    client.user = make_user(Role.LECTEUR, contracts[0].body, contracts[1].body)
    client.force_login(client.user)
    return client


def cards(response):
    """The sections with the texts of their cards."""
    sections = re.findall(r"<section.*?</section>", response.content.decode(), re.DOTALL)
    return {
        text_in(re.findall(r"<h2.*?</h2>", section)[0]): [
            text_in(card) for card in re.findall(r"<li>.*?</li>", section, re.DOTALL)
        ]
        for section in sections
    }


def test_a_card_has_the_score_of_the_dashboard_with_its_range_coverage_and_month(reader, contracts):
    found = cards(reader.get("/"))
    covered = "sur 2 dus, 1 attendu en décembre. Fin septembre 2025. Simulation à poids égaux."
    assert found["En cours"] == [
        f"Caisse alpha, CPG 2023-2027 50,00 % entre 25,00 et 75,00 selon ce qui manque 1 {covered}",
        f"Caisse beta, CPG 2023-2027 mesure insuffisante entre 0,00 et 100,00 selon ce qui manque 0 {covered}",
    ]
    dashboard = text_of(reader.get(contracts[0].get_absolute_url()))
    for words in ("50,00 %", "ntre 25,00 et 75,00 selon ce qui manque", "1 attendu en décembre"):
        assert words in dashboard


def test_contracts_to_come_and_ended_stand_apart(reader):
    found = cards(reader.get("/contrats/"))
    assert list(found) == ["En cours", "À venir", "Terminés"]
    assert found["À venir"] == ["Caisse alpha, CPG 2028-2032 À venir, à partir de janvier 2028"]
    assert found["Terminés"] == ["Caisse alpha, CPG 2018-2022 pas encore de score Fin décembre 2022."]


def test_a_card_says_what_waits_for_that_person_only(client, contracts):
    alpha, beta = contracts[:2]
    rate = alpha.indicators.with_definition().get(code="R1")
    manager, validator = (
        make_user(Role.GESTIONNAIRE, alpha.body, beta.body),
        make_user(Role.CONTROLEUR, alpha.body),
    )
    validator.memberships.create(body=beta.body, role=Role.LECTEUR)
    assign(manager, rate)
    common = {"contract": alpha, "origin": Origin.FORM}
    submit(steps=[MonthStep(rate, Month(2025, 9), 1)], actor=manager, **common)
    common_alert = {"user": validator, "indicator": rate, "turn": Turn.BELOW, "created_at": timezone.now()}
    Alert.objects.bulk_create(
        Alert(month=Month(2025, month).first_day, read_at=read, **common_alert)
        for month, read in ((8, timezone.now()), (9, None))
    )
    client.force_login(validator)
    first, second = cards(client.get("/"))["En cours"]
    assert first.endswith("1 mois à valider · 1 alerte non lue")
    assert "alider" not in second
    client.force_login(manager)
    assert "alider" not in str(cards(client.get("/")))
    return_(steps=[MonthStep(rate, Month(2025, 9), 2)], reason="à revoir", actor=validator, **common)
    assert cards(client.get("/"))["En cours"][0].endswith("1 mois renvoyé à reprendre")


def test_a_card_counts_the_decisions_that_the_person_answers_for(client, contracts):
    alpha, beta = contracts[:2]
    director, other = (make_user(Role.DIRECTION, alpha.body, beta.body) for _ in range(2))
    decided = [
        take(contract=alpha, decided=Decided(text, date(2025, 9, 15), owner, date(2025, 12, 1)),
             actor=director, origin=Origin.FORM)
        for text, owner in (("Relancer", director), ("Former", director), ("Recruter", other))
    ]  # fmt: skip
    client.force_login(director)
    first, second = cards(client.get("/"))["En cours"]
    assert first.endswith("2 décisions du comité à mener")
    assert "décision" not in second
    finish(resolution=decided[0], move=Move(1, "Fait"), actor=director, origin=Origin.FORM)
    assert cards(client.get("/"))["En cours"][0].endswith("1 décision du comité à mener")


def test_nobody_sees_the_score_of_another_body(reader, contracts):
    content = reader.get("/").content.decode()
    assert "gamma" not in content
    assert "70,00" not in content


def test_who_has_one_contract_is_still_sent_to_it(client, contracts):
    client.force_login(make_user(Role.LECTEUR, contracts[2].body))
    assert client.get("/")["Location"] == contracts[2].get_absolute_url()
    assert list(cards(client.get("/contrats/"))) == ["En cours"]
    client.force_login(make_user(Role.LECTEUR, contracts[0].body))
    assert client.get("/")["Location"] == contracts[0].get_absolute_url()


@pytest.mark.parametrize("count", [2, 8])
def test_cards_take_as_many_queries_for_many_contracts_as_for_two(client, count, django_assert_num_queries):
    bodies = [make_body() for _ in range(count)]
    for body in bodies:
        make_indicator(make_contract(body), frequency="annuelle", targets=every_year("80", "90"))
    call_command("recompute", verbosity=0)
    client.force_login(make_user(Role.CONTROLEUR, *bodies))
    assert Contract.objects.count() > count
    with django_assert_num_queries(QUERIES):
        response = client.get("/")
    assert len(cards(response)["En cours"]) == count


def test_who_has_no_contract_beside_bodies_with_figures_reads_that_there_is_none(client, contracts):
    client.force_login(make_user(Role.ADMINISTRATEUR, make_body("delta")))
    for address in ("/", "/contrats/"):
        page = client.get(address, follow=True)
        assert page.status_code == 200
        assert "alpha" not in text_of(page).lower()
