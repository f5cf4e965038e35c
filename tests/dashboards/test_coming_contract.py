"""A contract whose first month has not begun is "à venir": nothing of it is due, missing, late or done."""

from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import localdate

from accounts.models import Body, User
from accounts.rights import Role
from commitments.models import Contract
from dashboards.alerts.rounds import watch_everything
from dashboards.reminders.planning import remind
from indicators.dues import to_enter
from indicators.loading import load_contract
from indicators.selectors import known
from tests.coming_contract import coming_contract
from tests.factories import assign, make_contract, make_user
from tests.pages import text_of

pytestmark = pytest.mark.django_db

BEFORE, FIRST_DAY, LATER = "2027-11-20", "2028-01-01", "2028-02-20"
COMING = "Contrat à venir, à partir de janvier 2028."
PAGES = [
    "", "contrat/", "fiches/1/", "PNT1/", "PNT4/", "RCV3/", "RSO-1/", "PNT1/et-si/", "comite/", "comite/PNT1/",
    "comite/indicateurs/", "dossier/", "engagements/", "engagements/gantt/", "engagements/1/E1A1/",
    "engagements/1/E1A1/2028/", "engagements/revue/", "engagements/validation/", "alertes/", "cibles/",
    "cibles/avenant/", "arretes/", "arretes/2028T1/", "mois-clos/", "bilans/", "neutralisations/", "saisie/",
    "saisie/mois/2028-01/", "validation/", "completude/", "import/", "PNT1/2028-01/",
]  # fmt: skip
UNTRUE = [
    "Rien ne manque", "Rien : chaque mois dû a sa valeur", "est faite", "devait être fait", "pas renseigné",
    "aucune valeur saisie", "trimestre 2028 est en cours", "manquent", "Situation à fin", "Pas encore de score",
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(rows_made_once: None) -> None:
    with time_machine.travel(BEFORE):
        load_contract(coming_contract())
        call_command("recompute", verbosity=0)


@pytest.fixture
def contract(loaded: None) -> Contract:
    return Contract.objects.select_related("body").get()


@pytest.fixture
def user(contract) -> User:
    user = make_user(Role.CONTROLEUR, contract.body)
    user.memberships.create(body=contract.body, role=Role.DIRECTION)
    return user


def visit(user: User, path: str, day: str = BEFORE) -> Any:
    """The page on that day, for somebody who has just signed in."""
    client = Client()
    with time_machine.travel(day):
        client.force_login(user)
        return client.get(path)


def address(contract: Contract, rest: str = "") -> str:
    return f"/{contract.body.code}/{contract.code}/{rest}"


@pytest.mark.parametrize("rest", PAGES)
def test_each_page_says_from_when_and_nothing_that_is_not_true_yet(user, contract, rest):
    response = visit(user, address(contract, rest))
    assert response.status_code == 200
    said = text_of(response)
    assert COMING in said
    assert [words for words in UNTRUE if words in said] == []
    # The key of the grid names every state.
    assert "Non renseigné" not in said.partition("États d’une cellule")[0]


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ("", "Douze indicateurs seront suivis à partir de janvier 2028."),
        ("fiches/1/", "Cinq indicateurs seront suivis à partir de janvier 2028."),
        ("PNT1/", "Rien n’est encore dû : la prochaine valeur est attendue en janvier 2028."),
        ("PNT4/", "Rien n’est encore dû : la prochaine valeur est attendue en juin 2028."),
        ("saisie/", "Rien n’est encore à saisir : le contrat commence en janvier 2028."),
        ("completude/", "Rien n’est encore attendu : le contrat commence en janvier 2028"),
        ("engagements/", "Aucune action n’est encore due"),
        ("arretes/2028T1/", "Le 1er trimestre 2028 n’a pas commencé"),
    ],
)
def test_what_opens_a_page_says_when_it_begins(user, contract, rest, sentence):
    assert sentence in text_of(visit(user, address(contract, rest)))


def test_it_ends_with_the_first_day_of_the_contract(user, contract):
    said = text_of(visit(user, address(contract), FIRST_DAY))
    assert COMING not in said
    assert "Rien n’est dû aujourd’hui." in said
    assert "janvier 2028 n’est pas renseigné" in text_of(visit(user, address(contract), LATER))


def test_nobody_is_reminded_nor_alerted(contract, user):
    User.objects.update(email="qui@exemple.invalid", wants_monthly_digest=True)
    indicators = list(contract.indicators.with_definition().prefetch_related("assignments"))
    for each in indicators:
        assign(user, each)
    with time_machine.travel(BEFORE):
        series = {key: each.series for key, each in known(indicators).items()}
        assert to_enter(indicators, series, frozenset(), localdate()) == []
        assert (watch_everything(), remind()) == (0, 0)
    with time_machine.travel(LATER):
        assert remind() == 1


def test_bodies_to_come_are_compared_without_missing_anything(contract, user):
    other = coming_contract()
    other["organisme"] |= {"code": "urssaf-du-nord", "nom": "Urssaf du Nord", "nom_court": "Nord"}
    with time_machine.travel(BEFORE):
        load_contract(other)
        call_command("recompute", verbosity=0)
    user.memberships.create(body=Body.objects.get(code="urssaf-du-nord"), role=Role.DIRECTION)
    said = text_of(visit(user, f"/reseau/{contract.code}/"))
    assert COMING in said
    assert "Non renseigné" not in said
    assert [words for words in UNTRUE if words in said] == []


def test_the_contract_that_runs_is_shown_first_and_leads_to_the_other(user, contract):
    running = make_contract(contract.body)
    assert visit(user, "/")["Location"] == address(running)
    assert f"{contract.label} (à venir, à partir de janvier 2028)" in text_of(visit(user, address(running)))
    assert f"{running.label} (en cours)" in text_of(visit(user, address(contract)))
    assert f"{running.label} (en cours)." in text_of(visit(user, address(contract, "contrat/")))
    chosen = text_of(visit(user, "/contrats/"))
    assert "Vos 2 contrats" in chosen
    assert chosen.index("En cours") < chosen.index("CPG 2023-2027") < chosen.index("CPG 2028-2032")
    assert "CPG 2028-2032 À venir, à partir de janvier 2028" in chosen
    assert visit(user, "/", LATER)["Location"] == address(contract)
    ended = text_of(visit(user, "/contrats/", LATER)).partition("Terminés")[2]
    assert "CPG 2023-2027" in ended


def test_between_contracts_that_run_the_person_chooses(user, contract):
    make_contract(contract.body)
    make_contract(contract.body, code="autre")
    assert "Vos 3 contrats" in text_of(visit(user, "/"))
