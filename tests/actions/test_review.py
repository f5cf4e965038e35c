"""The quarterly review, whole: all of a person's rows with their proofs, nothing of what was typed lost."""

import json
from dataclasses import replace

import pytest
import time_machine
from django.conf import settings as project_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.files.store import folder
from commitments.ledger.proofs import Link
from commitments.models import Action, Contract, FollowUp, FollowUpRevision, Origin, Proof
from commitments.recording import ItemStep, Naming, Update, name_owners, return_, submit, update_many
from cpg.shared.uploads import ATTRIBUTE
from indicators.loading import load_contract
from tests.factories import make_action, make_user, planned

pytestmark = pytest.mark.django_db
BOUNDARY = "----revue"


@pytest.fixture
def action(contract, owner):
    return make_action(contract, years=(2024, 2025), owner=owner)


@pytest.fixture
def address(contract):
    return f"/{contract.body.code}/{contract.code}/engagements/revue/"


@pytest.fixture
def mine(client, owner, action):
    client.force_login(owner)
    return client


def row(year, **changed):
    typed = {
        "etat": "en_cours",
        "avancement": "40",
        "commentaire": "Marché notifié",
        "version": "0",
        **changed,
    }
    return {f"1-E1A1-{year}-{name}": value for name, value in typed.items()}


def file(content=b"Bilan", name="bilan.txt"):
    return SimpleUploadedFile(name, content)


def say(contract, *updates, actor=None):
    update_many(contract=contract, updates=updates, actor=actor, origin=Origin.FORM)


def standing(action, year):
    return FollowUp.objects.get(planned=planned(action, year)).current


def rows(response):
    return {each.item.place: each for each in response.context["page"].rows}


def as_a_browser_sends(page):
    """Every field of a page with many rows, and its places for files that nobody filled."""
    parts = []
    for each in page.rows:
        for field in [*each.forms.follow_up, *each.forms.proofs]:
            if field.name == "proof_file":
                name, value = f'{field.html_name}"; filename="', ""
            else:
                name, value = field.html_name, field.value() or ("0" if field.name == "version" else "")
            if field.name != "garder":
                parts.append(
                    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                )
    parts.append(f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="suite"\r\n\r\nsoumettre\r\n')
    return ("".join(parts) + f"--{BOUNDARY}--\r\n").encode()


@pytest.mark.slow
def test_all_the_actions_of_a_contract_are_reviewed_by_one_person_at_once(client):
    load_contract(json.loads(project_settings.CONTRACT_FILE.read_text("utf-8")))
    contract = Contract.objects.select_related("body").get()
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    namings = [Naming(action, owner, None) for action in Action.objects.all()]
    name_owners(contract=contract, namings=namings, actor=None, origin=Origin.COMMAND)
    address = f"/{contract.body.code}/{contract.code}/engagements/revue/"
    with time_machine.travel(f"{contract.last_year}-10-05T10:00:00+02:00"):
        client.force_login(owner)
        page = client.get(address).context["page"]
        assert len({each.item.action.pk for each in page.rows}) == len(namings)
        assert len(page.rows) > 250
        sent = as_a_browser_sends(page)
        with CaptureQueriesContext(connection) as queries:
            response = client.post(address, sent, content_type=f"multipart/form-data; boundary={BOUNDARY}")
        assert response.status_code == 302
        assert len(queries) < 30
        assert FollowUp.objects.filter(current__state="soumis").count() == len(page.rows)


def test_a_file_sent_with_the_review_proves_what_is_done(mine, address, action):
    sent = {**row(2024, etat="realise"), "1-E1A1-2024-proof_file": file(), **row(2025)}
    assert mine.post(address, {**sent, "suite": "soumettre"}).status_code == 302
    assert (standing(action, 2024).declared, standing(action, 2024).state) == ("realise", "soumis")
    proof = Proof.objects.get()
    assert (proof.planned, proof.name, proof.size) == (planned(action, 2024), "bilan.txt", 5)
    assert proof.change == standing(action, 2025).change


def test_a_refused_review_keeps_no_file_and_asks_to_choose_it_again(mine, address):
    sent = {
        **row(2024, etat="realise"),
        "1-E1A1-2024-proof_file": file(),
        **row(2025, avancement="beaucoup"),
    }
    response = mine.post(address, sent)
    assert response.status_code == 422
    first, second = rows(response)["2024"], rows(response)["2025"]
    assert "Choisissez ce fichier à nouveau" in str(first.forms.proofs.errors)
    assert not second.forms.proofs.errors
    assert not Proof.objects.exists()
    assert not list(folder().rglob("*.*"))


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"proof_file": file(b"<html><script>alert(1)</script>", "page.html")}, "n’est pas pris"),
        ({"proof_file": file(b"x" * (1024 * 1024 + 1))}, "dépasse 1"),
        ({"proof_link": "javascript:alert(1)"}, "https://"),
        ({"proof_file": file(), "proof_link": "https://ged.fr/"}, "un fichier ou un lien"),
    ],
)
def test_a_proof_is_refused_beside_its_row_as_on_the_page_of_the_action(
    mine, address, settings, sent, reason
):
    settings.EVIDENCE_MEGABYTES = 1
    response = mine.post(
        address, {**row(2024), **row(2025), **{f"1-E1A1-2025-{name}": each for name, each in sent.items()}}
    )
    found = rows(response)["2025"]
    assert response.status_code == 422
    assert reason in f"{found.refusal}{found.forms.proofs.errors}"
    assert not rows(response)["2024"].refusal
    assert not FollowUpRevision.objects.exists()
    assert not list(folder().rglob("*.*"))


def test_proofs_over_the_limit_of_size_are_refused_beside_their_row(mine, address, settings):
    settings.EVIDENCE_MONTH_MEGABYTES = 0
    response = mine.post(address, {**row(2025), "1-E1A1-2025-proof_file": file()})
    assert response.status_code == 422
    assert "dépasseraient" in rows(response)["2025"].refusal


def test_a_row_that_somebody_else_closed_meanwhile_is_a_conflict_and_keeps_what_was_typed(
    mine, address, contract, action
):
    say(contract, Update(planned(action, 2025), Declared.REALISE, proof=Link("https://ged.fr/")))
    response = mine.post(address, {**row(2024), **row(2025, avancement="60")})
    assert response.status_code == 409
    assert "a écrit entre-temps" in rows(response)["2025"].conflict
    assert rows(response)["2025"].forms.follow_up["avancement"].value() == "60"
    chosen = {**row(2024), **row(2025, avancement="60", version="1")}
    assert mine.post(address, chosen).status_code == 302
    assert (standing(action, 2025).declared, standing(action, 2025).progress) == ("en_cours", 60)


def test_a_row_that_is_no_longer_theirs_is_refused_with_what_was_typed_in_it(mine, address, contract, action):
    other = make_action(
        contract, code="E1A2", years=(2025,), owner=make_user(Role.GESTIONNAIRE, contract.body)
    )
    gone = {"1-E1A2-2025-version": "0", "1-E1A2-2025-commentaire": "À ne pas perdre"}
    response = mine.post(address, {**row(2025), **gone})
    assert response.status_code == 409
    assert "F1-E1A2, 2025 ne vous est plus attribué" in response.content.decode()
    assert "À ne pas perdre" in response.content.decode()
    assert not FollowUpRevision.objects.exists()
    assert not FollowUp.objects.filter(planned=planned(other, 2025)).exists()


def test_a_review_takes_the_bytes_of_a_proof_and_room_for_its_fields(address):
    of_a_proof = getattr(resolve(address.replace("revue", "1/E1A1/2025")).func, ATTRIBUTE)
    assert getattr(resolve(address).func, ATTRIBUTE) == of_a_proof + 2 * 1024 * 1024


def test_an_answer_typed_in_the_review_is_not_lost_with_the_button_that_only_saves(
    mine, address, contract, action
):
    say(contract, Update(planned(action, 2025), Declared.EN_COURS, 60), actor=None)
    step = ItemStep(planned(action, 2025), 1)
    submit(contract=contract, steps=[step], actor=None, origin=Origin.COMMAND)
    return_(
        contract=contract,
        steps=[replace(step, expected_version=2)],
        reason="?",
        actor=None,
        origin=Origin.FORM,
    )
    sent = row(2025, version="3", avancement="60", commentaire="", reponse="envoyé")
    refused = mine.post(address, sent)
    assert refused.status_code == 422
    assert "Cette réponse part avec la soumission" in rows(refused)["2025"].refusal
    assert rows(refused)["2025"].forms.follow_up["reponse"].value() == "envoyé"
    assert mine.post(address, sent | {"suite": "soumettre"}).status_code == 302
    assert FollowUpRevision.objects.get(version=4).answer == "envoyé"
