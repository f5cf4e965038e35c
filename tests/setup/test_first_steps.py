"""What remains until the first month: where the first account arrives, and what is ticked by what is recorded."""

import re

import pytest

from accounts.models import Body, User
from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.recording import MonthStep, submit, validate
from tests.factories import (
    assign,
    enter,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NEW = {
    "nom": "Caisse du Lac",
    "nom_court": "Lac",
    "code": "caisse-du-lac",
    "branche": "maladie",
    "departements": "74, 2A",
}


@pytest.fixture
def superuser(client) -> User:
    user = User.objects.create_superuser("racine", password="un-mot-de-passe-de-test")
    client.force_login(user)
    return user


def marks(client, body: Body) -> dict[str, str]:
    page = client.get(f"/mise-en-place/{body.code}/").content.decode()
    found = re.findall(r"</svg> ([^<]+)</span>\s*<b>([^<]+)</b>", page)
    return {title: mark for mark, title in found}


def test_the_first_account_arrives_at_the_setup_and_creates_a_body(client, superuser):
    assert client.get("/").url == "/mise-en-place/"
    assert "Créez votre premier organisme" in text_of(client.get("/mise-en-place/"))
    assert client.post("/mise-en-place/", NEW).url == "/mise-en-place/caisse-du-lac/personnes/"
    body = Body.objects.get()
    assert (body.name, body.branch, body.departements) == ("Caisse du Lac", "maladie", ["74", "2A"])
    assert client.get("/").url == "/mise-en-place/"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code": "Caisse du Lac"}, "Écrivez des minuscules sans accent"),
        ({"code": "compte"}, "celui d’une adresse de l’application"),
        ({"code": "prise"}, "Un organisme a déjà ce code"),
        ({"departements": "Savoie"}, "Écrivez des numéros séparés par des virgules"),
        ({"nom": ""}, "Remplissez ce champ"),
    ],
)
def test_a_refused_body_keeps_what_was_typed(client, superuser, changed, said):
    make_body("prise")
    page = client.post("/mise-en-place/", NEW | changed)
    assert page.status_code == 422
    assert said in text_of(page)
    assert "Lac" in page.content.decode()
    assert Body.objects.count() == 1


def test_only_a_superuser_creates_a_body_and_an_administrator_arrives_at_their_own(client):
    body = make_body()
    client.force_login(make_user(Role.ADMINISTRATEUR, body))
    assert client.get("/").url == "/mise-en-place/"
    assert client.get("/mise-en-place/").url == f"/mise-en-place/{body.code}/"
    assert client.post("/mise-en-place/", NEW).status_code == 403
    assert client.get(f"/mise-en-place/{make_body().code}/").status_code == 404
    client.force_login(make_user(Role.CONTROLEUR, body))
    assert client.get(f"/mise-en-place/{body.code}/").status_code == 403


def test_each_step_is_ticked_by_what_is_recorded(client, superuser, django_assert_num_queries):
    body = make_body()
    assert set(marks(client, body).values()) == {"fait", "à faire"}
    make_user(Role.ADMINISTRATEUR, body)
    controller = make_user(Role.CONTROLEUR, body)
    manager = make_user(Role.GESTIONNAIRE, body)
    contract = make_contract(body, first_year=2025)
    indicator = make_indicator(contract)
    assert marks(client, body) == {
        "Créer l’organisme": "fait",
        "Inviter son administrateur": "fait",
        "Inviter le contrôle de gestion": "fait",
        "Inviter les responsables": "fait",
        "Charger le contrat": "fait",
        "Attribuer les indicateurs": "à faire",
        "Nommer des suppléants": "facultatif",
        "Attribuer les actions": "facultatif",
        "Saisir le premier mois": "à faire",
        "Valider le premier mois": "à faire",
    }
    assign(manager, indicator)
    enter(indicator, "2025-01", pair(9, 10), actor=manager)
    assert marks(client, body)["Attribuer les indicateurs"] == "fait"
    assert marks(client, body)["Saisir le premier mois"] == "fait"
    move = {"contract": contract, "origin": Origin.FORM}
    submit(steps=[MonthStep(indicator, Month(2025, 1), 1)], actor=manager, **move)
    validate(steps=[MonthStep(indicator, Month(2025, 1), 2)], actor=controller, **move)
    page = client.get(f"/mise-en-place/{body.code}/")
    assert f"{body.short_name} : tout est en place" in text_of(page)
    with django_assert_num_queries(12):
        client.get(f"/mise-en-place/{body.code}/")


def test_a_contract_to_come_is_entered_from_its_first_month(client, superuser):
    body = make_body()
    make_contract(body, first_year=2099, last_year=2100)
    assert "À partir de janvier 2099" in text_of(client.get(f"/mise-en-place/{body.code}/"))
    assert Contract.objects.get().is_to_come
