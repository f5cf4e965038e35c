"""Writing of actions: one échéance, the quarterly review, the queue of the controller; two people who write at once."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import FollowUp, FollowUpRevision, Origin, Proof
from commitments.recording import Update, update_many
from tests.factories import make_action, make_user, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(contract):
    user = make_user(Role.GESTIONNAIRE, contract.body)
    user.first_name, user.last_name = "Camille", "Durand"
    user.save()
    return user


@pytest.fixture
def controller(contract):
    user = make_user(Role.CONTROLEUR, contract.body)
    user.first_name, user.last_name = "Dominique", "Martin"
    user.save()
    return user


@pytest.fixture
def action(contract, owner):
    return make_action(contract, years=(2024, 2025, 2026), owner=owner)


@pytest.fixture
def address(contract):
    return f"/{contract.body.code}/{contract.code}/engagements/"


@pytest.fixture
def mine(client, owner, action):
    client.force_login(owner)
    return client


def typed(**changed):
    return {
        "etat": "en_cours",
        "avancement": "40",
        "commentaire": "Marché notifié",
        "version": "0",
        **changed,
    }


def row(year, **changed):
    return {f"1-E1A1-{year}-{name}": value for name, value in typed(**changed).items()}


def say(contract, actor, *updates, **more):
    update_many(contract=contract, updates=updates, actor=actor, origin=Origin.FORM, **more)


def standing(action, year):
    return FollowUp.objects.get(planned=planned(action, year)).current


def test_what_is_typed_is_kept_and_seen_on_the_action(mine, address, action):
    sent = typed(prevu="2025-11-30")
    assert mine.post(f"{address}1/E1A1/2025/", sent).status_code == 302
    revision = standing(action, 2025)
    assert (revision.declared, revision.progress, revision.comment) == ("en_cours", 40, "Marché notifié")
    assert "30/11/2025" in mine.get(f"{address}1/E1A1/").content.decode()


def test_done_without_a_proof_is_refused_beside_the_field_and_what_was_typed_stays(mine, address):
    response = mine.post(f"{address}1/E1A1/2025/", typed(etat="realise"))
    assert response.status_code == 422
    assert "etat" in response.context["form"].errors
    assert "Marché notifié" in response.content.decode()
    assert not FollowUpRevision.objects.exists()


def test_done_with_a_file_is_proved_by_it_and_the_file_is_given_back(mine, address, action):
    file = SimpleUploadedFile("bilan.txt", "Bilan de l’année".encode())
    assert (
        mine.post(f"{address}1/E1A1/2025/", {**typed(etat="realise"), "proof_file": file}).status_code == 302
    )
    assert standing(action, 2025).progress == 100
    proof = Proof.objects.get()
    given = mine.get(f"{address}1/E1A1/2025/preuves/{proof.pk}/")
    assert given.content.decode() == "Bilan de l’année"
    assert given["Content-Disposition"].startswith("attachment")
    take_back = f"{address}1/E1A1/2025/preuves/{proof.pk}/retirer/"
    form = re.search(
        rf"<form[^>]*{take_back}.*?</form>", mine.get(f"{address}1/E1A1/2025/").content.decode(), re.DOTALL
    )
    assert form is not None
    assert "csrfmiddlewaretoken" in form[0]
    refused = mine.post(take_back, {"reason": "erreur"}, follow=True)
    assert "seule preuve" in refused.content.decode()


@pytest.mark.parametrize("proof", [{}, {"proof_link": "javascript:alert(1)"}])
def test_a_proof_that_is_none_is_refused_and_the_text_stays(mine, address, proof):
    response = mine.post(f"{address}1/E1A1/2025/preuves/", {**typed(), **proof})
    assert response.status_code == 422
    assert "Marché notifié" in response.content.decode()
    assert not Proof.objects.exists()


def test_the_later_of_two_people_sees_the_other_s_value_and_chooses(
    mine, address, contract, controller, action
):
    say(contract, controller, Update(planned(action, 2025), Declared.EN_COURS, 70, comment="Vu sur place"))
    response = mine.post(f"{address}1/E1A1/2025/", typed(avancement="30"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Dominique Martin a écrit entre-temps, le 05/10/2025 à 10" in page
    assert "en cours, 70\u00a0%" in page
    assert "Vu sur place" in page
    assert standing(action, 2025).progress == 70
    assert response.context["form"]["avancement"].value() == "30"
    version = response.context["form"]["version"].value()
    assert mine.post(f"{address}1/E1A1/2025/", typed(avancement="30", version=version)).status_code == 302
    assert list(FollowUpRevision.objects.order_by("version").values_list("progress", flat=True)) == [70, 30]


def test_the_control_without_another_person_there_is_nothing_to_choose(mine, address, action):
    assert mine.post(f"{address}1/E1A1/2025/", typed(avancement="30")).status_code == 302
    assert standing(action, 2025).progress == 30


def test_a_controller_alone_waives_the_proof(client, mine, address, controller, action):
    assert mine.post(f"{address}1/E1A1/2025/", typed(etat="realise", dispense="constaté")).status_code == 422
    client.force_login(controller)
    assert (
        client.post(f"{address}1/E1A1/2025/", typed(etat="realise", dispense="constaté")).status_code == 302
    )
    assert standing(action, 2025).waiver == "constaté"


def test_the_review_has_all_that_is_open_and_theirs_what_is_late_first(mine, address, contract):
    make_action(contract, code="E1A2", years=(2025,))
    rows = mine.get(f"{address}revue/").context["page"].rows
    assert [each.item.name for each in rows] == ["F1-E1A1, 2024", "F1-E1A1, 2025"]


def test_the_review_is_saved_and_submitted_in_one_act(mine, address, action):
    sent = {**row(2024, avancement="90"), **row(2025), "suite": "soumettre"}
    response = mine.post(f"{address}revue/", sent, follow=True)
    assert "Deux échéances soumises." in response.content.decode()
    assert response.context["page"].finding == "Votre revue du trimestre est soumise"
    assert {standing(action, year).state for year in (2024, 2025)} == {"soumis"}
    assert standing(action, 2024).change == standing(action, 2025).change


def test_a_refused_row_keeps_all_that_was_typed_and_writes_nothing(mine, address):
    sent = {**row(2024, etat="realise"), **row(2025, commentaire="À garder")}
    response = mine.post(f"{address}revue/", sent)
    page = response.context["page"]
    assert response.status_code == 422
    assert [bool(each.refusal) for each in page.rows] == [True, False]
    assert "À garder" in response.content.decode()
    assert not FollowUpRevision.objects.exists()


def test_a_row_with_an_invalid_field_is_refused(mine, address):
    response = mine.post(f"{address}revue/", {**row(2024, avancement="beaucoup"), **row(2025)})
    assert response.status_code == 422
    assert "nombre entier" in response.content.decode()
    assert not FollowUpRevision.objects.exists()


def test_two_people_on_one_row_of_the_review_choose_between_their_versions(
    mine, address, contract, controller, action
):
    say(contract, controller, Update(planned(action, 2024), Declared.EN_COURS, 70))
    sent = {**row(2024, avancement="30"), **row(2025)}
    response = mine.post(f"{address}revue/", sent)
    first = response.context["page"].rows[0]
    assert response.status_code == 409
    assert first.conflict.startswith("Dominique Martin a écrit entre-temps")
    assert not FollowUp.objects.filter(planned=planned(action, 2025)).exists()
    dropped = {**row(2024, avancement="30", version="1", garder="on"), **row(2025)}
    assert mine.post(f"{address}revue/", dropped).status_code == 302
    assert (standing(action, 2024).progress, standing(action, 2025).progress) == (70, 40)
    kept = row(2024, avancement="30", version="1")
    assert mine.post(f"{address}revue/", kept).status_code == 302
    assert standing(action, 2024).progress == 30


def test_nobody_reviews_what_is_not_theirs(mine, address, contract):
    other = make_action(contract, code="E1A2", years=(2025,))
    sent = {f"1-E1A2-2025-{name}": value for name, value in typed().items()}
    mine.post(f"{address}revue/", sent)
    assert not FollowUp.objects.filter(planned=planned(other, 2025)).exists()


@pytest.mark.parametrize("path", ["1/E1A1/2025/", "revue/"])
def test_a_submission_without_its_state_takes_nothing_back(mine, address, contract, owner, action, path):
    """A state that is not sent is not the empty state, which means not begun."""
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 40))
    cut = {"version": "1"} if path != "revue/" else {"1-E1A1-2025-version": "1"}
    assert mine.post(f"{address}{path}", cut).status_code == 422
    assert (standing(action, 2025).declared, standing(action, 2025).progress) == ("en_cours", 40)


def test_what_is_submitted_waits_in_the_queue_and_is_decided_in_bulk(
    client, address, contract, owner, controller, action
):
    updates = [Update(planned(action, year), Declared.EN_COURS, 40) for year in (2024, 2025)]
    say(contract, owner, *updates, hands_over=True)
    client.force_login(controller)
    page = client.get(f"{address}validation/").context["page"]
    keys = [f"{each.waiting.key}/{each.waiting.version}" for each in page.rows]
    assert keys == ["F1-E1A1-2024/1", "F1-E1A1-2025/1"]
    client.post(f"{address}validation/", {"decision": "valider", "echeance": keys[0]})
    sent = {"decision": "renvoyer", "echeance": keys[1], "motif": "Joignez le compte rendu"}
    assert client.post(f"{address}validation/", sent).status_code == 302
    assert [standing(action, year).state for year in (2024, 2025)] == ["valide", "retourne"]
    client.force_login(owner)
    assert "Joignez le compte rendu" in client.get(f"{address}1/E1A1/2025/").content.decode()
    assert "Joignez le compte rendu" in client.get(f"{address}revue/").content.decode()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"decision": "valider"}, 422),
        ({"decision": "valider", "echeance": "F1-E1A1-2025/7"}, 409),
        ({"decision": "valider", "echeance": "F9-E9A9-2025/1"}, 422),
        ({"decision": "valider", "echeance": "F1-E1A1-2025"}, 422),
        ({"decision": "renvoyer", "echeance": "F1-E1A1-2025/1", "motif": " "}, 422),
        ({"decision": "effacer", "echeance": "F1-E1A1-2025/1"}, 422),
    ],
)
def test_what_cannot_be_decided_changes_nothing(
    client, address, contract, owner, controller, action, sent, status
):
    say(contract, owner, Update(planned(action, 2025), Declared.EN_COURS, 40), hands_over=True)
    client.force_login(controller)
    assert client.post(f"{address}validation/", sent).status_code == status
    assert standing(action, 2025).state == "soumis"


def test_one_s_own_words_are_not_one_s_to_validate(client, address, contract, controller, action):
    say(contract, controller, Update(planned(action, 2025), Declared.EN_COURS, 40), hands_over=True)
    client.force_login(controller)
    assert "C’est votre saisie" in client.get(f"{address}validation/").content.decode()
    sent = {"decision": "valider", "echeance": "F1-E1A1-2025/1"}
    assert client.post(f"{address}validation/", sent).status_code == 422


def test_what_is_saved_is_submitted_from_its_page(mine, address, action):
    mine.post(f"{address}1/E1A1/2025/", typed())
    assert mine.post(f"{address}1/E1A1/2025/soumettre/", {"version": "1"}).status_code == 302
    assert standing(action, 2025).state == "soumis"
    assert mine.post(f"{address}1/E1A1/2025/soumettre/", {"version": "1"}).status_code == 409
    assert mine.post(f"{address}1/E1A1/2025/soumettre/", {"version": "un"}).status_code == 422


@pytest.mark.parametrize(
    ("route", "sent"),
    [
        ("", None),
        ("", typed()),
        ("preuves/", {"proof_link": "https://ged.fr/"}),
        ("preuves/{}/retirer/", {"reason": "erreur"}),
        ("soumettre/", {"version": "1"}),
    ],
)
def test_what_is_somebody_else_s_is_seen_and_not_written(
    client, address, contract, controller, action, route, sent
):
    proved = Update(planned(action, 2025), Declared.EN_COURS, 40, proof=Link("https://ged.fr/bilan"))
    say(contract, controller, proved)
    proof = Proof.objects.get()
    client.force_login(make_user(Role.GESTIONNAIRE, contract.body))
    assert client.get(f"{address}1/E1A1/").status_code == 200
    url = f"{address}1/E1A1/2025/{route.format(proof.pk)}"
    response = client.get(url) if sent is None else client.post(url, sent)
    assert response.status_code == 403
    assert standing(action, 2025).version == 1
    assert not Proof.objects.exclude(withdrawn=None).exists()
