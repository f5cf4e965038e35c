"""Loading a contract in the application: who may, what is shown, and that only what was shown is written."""

import base64
import json
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Body, Membership, SecurityEvent, User
from accounts.rights import Role
from commitments.models import Change, Contract, Origin
from indicators.loading import LARGEST_FILE, load_contract
from indicators.models import PendingRecompute, TargetRevision
from tests.factories import make_body, make_contract, make_user
from tests.indicators.small_contract import small_contract
from tests.pages import text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/contrats/charger/"
OTHER_ROLES = sorted(set(Role) - {Role.ADMINISTRATEUR})


@pytest.fixture
def administrator() -> User:
    return make_user(Role.ADMINISTRATEUR, make_body())


@pytest.fixture
def client(client, administrator):
    client.force_login(administrator)
    return client


def corrected() -> dict[str, Any]:
    data = small_contract()
    data["themes"] = ["Service public"]
    data["indicateurs"][0]["cibles"]["2029"]["objectif"] = "96"
    return data


def text_only() -> dict[str, Any]:
    return small_contract() | {"themes": ["Service public"]}


def send(client: Client, data: Any, name: str = "contrat.json") -> Any:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})


def hidden(page: Any) -> dict[str, str]:
    """What the preview's form sends back."""
    html = page.content.decode()
    names = ("contenu", "nom", "plan")
    return {name: "".join(re.findall(rf'name="{name}" value="([^"]*)"', html)) for name in names}


def confirm(client: Client, page: Any, **more: str) -> Any:
    return client.post(ADDRESS, hidden(page) | more)


def rows() -> list[tuple[object, ...]]:
    models = [each for each in apps.get_models() if each._meta.app_label != "sessions"]
    return [row for model in models for row in model._default_manager.order_by("pk").values_list()]


def administer(user: User, code: str = "caisse-du-nord") -> None:
    Membership.objects.create(user=user, body=Body.objects.get(code=code), role=Role.ADMINISTRATEUR)


@pytest.mark.parametrize("role", OTHER_ROLES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_roles_are_refused(role, method):
    client = Client()
    client.force_login(make_user(role, make_body()))
    before = rows()
    assert getattr(client, method)(ADDRESS).status_code == 403
    assert send(client, small_contract()).status_code == 403
    assert rows() == before


def test_who_is_not_signed_in_is_asked_to():
    assert Client().get(ADDRESS)["Location"].startswith("/connexion/?next=/")
    assert send(Client(), small_contract()).status_code == 302
    assert not Contract.objects.exists()


def test_a_deactivated_administrator_is_refused(client, administrator):
    administrator.is_active = False
    administrator.save()
    assert client.get(ADDRESS).status_code == 302


def test_a_new_contract_of_a_new_body_is_shown_then_loaded_by_its_new_administrator(client, administrator):
    before = rows()
    shown = send(client, small_contract())
    assert not SecurityEvent.objects.exists()
    said = text_of(shown)
    assert "Caisse du Nord : nouveau contrat" in said
    assert "caisse-du-nord, nouveau" in said
    assert "Vous serez l’administrateur de cet organisme." in said
    assert "Séries à recalculer 2" in said
    assert "R1 Indicateur R1 · % · hausse · ratio · mensuelle" in said
    assert "R2 2028, cible seuil 80, objectif 90" in said
    assert "Motif de la correction" not in said
    assert rows() == before
    done = confirm(client, shown)
    event = SecurityEvent.objects.get(kind="contrat_charge")
    assert (event.actor, event.body.code) == (administrator, "caisse-du-nord")
    assert done["Location"] == "/caisse-du-nord/cpg-2028-2029/"
    change = Change.objects.get(verb="load_contract")
    assert (change.actor, change.origin, change.reason) == (
        administrator, Origin.IMPORT, "Chargement du fichier contrat.json",
    )  # fmt: skip
    assert PendingRecompute.objects.count() == 2
    assert administrator.memberships.filter(body__code="caisse-du-nord", role=Role.ADMINISTRATEUR).exists()
    assert "CPG 2028-2029 est chargé" in text_of(client.get(done["Location"]))
    assert f"{administrator}, par fichier" in text_of(client.get(ADDRESS))


def test_a_correction_shows_old_and_new_and_asks_a_reason(client, administrator):
    load_contract(small_contract())
    administer(administrator)
    shown = send(client, corrected())
    said = text_of(shown)
    assert "R1 2029, cible seuil 85, objectif 95 seuil 85, objectif 96" in said
    assert "Thème 1, titre Service Service public" in said
    without = confirm(client, shown)
    assert without.status_code == 422
    assert "Écrivez pourquoi" in text_of(without)
    too_long = confirm(client, without, motif="x" * 501)
    assert too_long.status_code == 422
    assert TargetRevision.objects.filter(objectif=96).count() == 0
    assert confirm(client, too_long, motif="Erreur de l’annexe").status_code == 302
    assert Change.objects.order_by("sequence").last().reason == "Erreur de l’annexe"
    assert TargetRevision.objects.filter(objectif=96).count() == 1
    journal = text_of(client.get("/caisse-du-nord/cpg-2028-2029/R1/"))
    assert "Erreur de l’annexe" in journal
    assert f"{administrator}, par fichier" in journal


def test_a_correction_of_texts_asks_no_reason(client, administrator):
    load_contract(small_contract())
    administer(administrator)
    assert confirm(client, send(client, text_only())).status_code == 302


def test_what_changed_since_the_preview_is_shown_again_and_nothing_is_written(client, administrator):
    load_contract(small_contract())
    administer(administrator)
    shown = send(client, text_only())
    meanwhile = small_contract()
    meanwhile["contrat"]["titre"] = "Titre chargé entre-temps"
    load_contract(meanwhile)
    before = rows()
    again = confirm(client, shown)
    assert again.status_code == 409
    assert "a changé depuis l’aperçu" in text_of(again)
    assert "Titre chargé entre-temps" in text_of(again)
    assert rows() == before
    assert confirm(client, again).status_code == 302


def test_another_file_than_the_one_shown_is_shown_first(client):
    shown = hidden(send(client, small_contract()))
    other = small_contract()
    other["contrat"]["titre"] = "Un autre titre"
    contenu = base64.b64encode(json.dumps(other).encode()).decode()
    assert client.post(ADDRESS, shown | {"contenu": contenu}).status_code == 409
    assert not Contract.objects.exists()


@pytest.mark.parametrize("contenu", ["", "%%%", base64.b64encode(b"{").decode()])
def test_what_no_page_of_ours_sends_leads_back(client, contenu):
    assert client.post(ADDRESS, {"contenu": contenu, "plan": ""}).status_code == 302


def test_a_second_confirmation_writes_nothing_and_says_that_all_is_loaded(client):
    shown = send(client, small_contract())
    confirm(client, shown)
    before = rows()
    again = confirm(client, shown)
    assert again.status_code == 200
    assert "Ce contrat est déjà chargé ainsi" in text_of(again)
    assert "Confirmer" not in text_of(again)
    assert rows() == before


def test_a_body_of_somebody_else_is_refused_without_a_word_of_what_it_holds(client):
    load_contract(small_contract())
    before = rows()
    refused = send(client, corrected())
    assert refused.status_code == 422
    said = text_of(refused)
    assert "L’organisme « caisse-du-nord » n’est pas de ceux que vous administrez" in said
    assert "Service" not in said
    assert "95" not in said
    forged = hidden_of(corrected())
    assert client.post(ADDRESS, forged).status_code == 422
    assert rows() == before


def hidden_of(data: Any) -> dict[str, str]:
    return {
        "contenu": base64.b64encode(json.dumps(data).encode()).decode(),
        "nom": "x.json",
        "plan": "x" * 64,
    }


def test_a_role_in_a_body_that_is_not_administrateur_is_not_enough(client, administrator):
    load_contract(small_contract())
    body = Body.objects.get(code="caisse-du-nord")
    Membership.objects.create(user=administrator, body=body, role=Role.CONTROLEUR)
    assert send(client, corrected()).status_code == 422


def test_the_superuser_loads_for_every_body():
    load_contract(small_contract())
    client = Client()
    client.force_login(User.objects.create_superuser("installateur"))
    assert client.get(ADDRESS).status_code == 200
    assert confirm(client, send(client, text_only()))["Location"] == ADDRESS


@pytest.mark.parametrize("code", ["administration", "api", "reseau", "contrats"])
def test_a_code_of_body_that_is_an_address_of_the_application_is_refused(client, code):
    data = small_contract()
    data["organisme"]["code"] = code
    data["contrat"]["code"] = "charger" if code == "contrats" else "v1"
    refused = send(client, data)
    assert refused.status_code == 422
    assert "choisissez-en un autre" in text_of(refused)


def test_a_file_that_is_refused_lists_each_problem_and_offers_no_confirmation(client):
    data = small_contract()
    data["indicateurs"][0]["cibles"]["2029"] |= {"plafond": "98"}
    del data["themes"]
    refused = send(client, data)
    said = text_of(refused)
    assert refused.status_code == 422
    assert "indicateurs[R1].cibles.2029 : « plafond » n’est pas prévu" in said
    assert "fichier : il manque « themes »." in said
    assert "Confirmer" not in said


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Le fichier est vide"),
        (b"code;nom", "n’est pas du JSON, ligne 1, colonne 1"),
        (b"PK\x03\x04", "un classeur ou une archive"),
        (json.dumps(small_contract(), ensure_ascii=False).encode("utf-16"), "n’est pas en UTF-8"),
        (b"[" * 100_000, "emboîte plus de 30 niveaux"),
        (b" " * (LARGEST_FILE + 1), "Le fichier dépasse 1 Mo"),
        (b'{"a": "<script>alert(1)</script>', "près de « {&quot;a&quot;: &quot;&lt;script&gt;"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_answered_on_the_form(client, content, sentence):
    answer = send(client, content)
    assert answer.status_code == 422
    assert sentence in " ".join(answer.content.decode().split())
    assert not Contract.objects.exists()


def test_markup_of_a_file_is_text(client):
    data = small_contract()
    data["organisme"]["nom"] = "<script>alert(1)</script>"
    assert "<script>alert" not in send(client, data, name="<b>.json").content.decode()


def test_no_file_is_asked_for_and_too_much_is_refused_before_it_is_read(client):
    assert "Choisissez un fichier." in text_of(client.post(ADDRESS, {}))
    assert send(client, b" " * 3 * LARGEST_FILE).status_code == 413


def test_the_page_is_where_an_administrator_looks(client, administrator):
    contract = make_contract(administrator.memberships.get().body)
    for address in ("/", "/administration/", f"/{contract.body.code}/{contract.code}/"):
        assert f'href="{ADDRESS}"' in client.get(address, follow=True).content.decode(), address
    other = Client()
    other.force_login(make_user(Role.CONTROLEUR, contract.body))
    assert ADDRESS not in other.get(f"/{contract.body.code}/{contract.code}/").content.decode()


def test_it_asks_a_constant_number_of_queries(client, administrator, django_assert_num_queries):
    for number in range(3):
        data = small_contract()
        data["organisme"]["code"] = f"caisse-{number}"
        load_contract(data)
        administer(administrator, f"caisse-{number}")
    with django_assert_num_queries(5):
        client.get(ADDRESS)
