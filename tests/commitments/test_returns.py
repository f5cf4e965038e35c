"""Échéances that were returned go again changed, with a new proof, or with an answer; submissions are taken back."""

import pytest
from django.db import IntegrityError, transaction

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.ledger.refusals import Refusal
from commitments.ledger.state import State
from commitments.models import Change, FollowUpRevision, Origin
from commitments.recording import ItemStep, Update, return_, submit, unsubmit, update_many, validate
from commitments.selectors import history_of
from tests.factories import make_action, make_user, planned
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
HALF = {"declared": Declared.EN_COURS, "progress": 50}


@pytest.fixture
def owner(contract):
    return make_user(Role.GESTIONNAIRE, contract.body, username="camille")


@pytest.fixture
def controller(contract):
    return make_user(Role.CONTROLEUR, contract.body, username="dominique")


@pytest.fixture
def year(contract, owner):
    return planned(make_action(contract, years=(2025,), owner=owner), 2025)


@pytest.fixture
def act(contract, year):
    """Calls a verb on the échéance: version, actor, answer."""

    def call(verb, version, actor, answer="", **more):
        steps = [ItemStep(year, version, answer)]
        return verb(contract=contract, steps=steps, actor=actor, origin=Origin.FORM, **more)

    return call


@pytest.fixture
def say(contract, year):
    def call(actor, hands_over=True, **more):
        update = Update(year, **HALF | more)
        return update_many(
            contract=contract, updates=[update], actor=actor, origin=Origin.FORM, hands_over=hands_over
        )

    return call


@pytest.fixture
def returned(say, act, owner, controller):
    """Version 2 is the return."""
    say(owner)
    act(return_, 1, controller, reason="joignez le compte rendu")


def code_of(call, *asked, **more):
    with pytest.raises(Refusal) as refused:
        call(*asked, **more)
    return refused.value.code


def latest(year):
    return history_of([year.pk])[year.pk][0]


def test_what_was_returned_is_answered_or_changed(act, say, owner, year, returned):
    assert code_of(act, submit, 2, owner) == "return_unanswered"
    assert code_of(say, owner) == "return_unanswered"
    act(submit, 2, owner, " envoyé par courriel ")
    assert (latest(year).state, latest(year).answer) == (State.SOUMIS, "envoyé par courriel")


@pytest.mark.parametrize(
    "more",
    [
        {"progress": 60},
        {"comment": "réunion tenue"},
        {"proof": Link("https://exemple.fr/cr", "Compte rendu")},
        {"answer": "envoyé par courriel"},
    ],
)
def test_a_review_submits_what_was_returned_with_something_new(say, owner, year, returned, more):
    say(owner, **more)
    assert latest(year).state is State.SOUMIS
    assert latest(year).answer == more.get("answer", "")


def test_what_was_answered_and_waits_is_not_asked_again(say, owner, year, returned):
    say(owner, answer="envoyé par courriel")
    assert say(owner).written == 0


def test_an_answer_to_no_return_is_refused(act, say, owner):
    assert code_of(say, owner, answer="exact") == "nothing_to_answer"
    say(owner, hands_over=False)
    assert code_of(act, submit, 1, owner, "exact") == "nothing_to_answer"


def test_a_submission_is_taken_back_until_it_is_decided(act, say, owner, controller, year):
    say(owner)
    assert code_of(act, unsubmit, 1, controller) == "submitted_by_another"
    act(unsubmit, 1, owner)
    assert latest(year).state is State.SAISI
    assert Change.objects.last().verb == "follow_up_unsubmit"
    assert code_of(act, unsubmit, 2, owner) == "not_submitted"
    act(submit, 2, owner)
    act(validate, 3, controller)
    assert code_of(act, unsubmit, 4, owner) == "not_submitted"


@pytest.mark.parametrize("role", [Role.DIRECTION, Role.LECTEUR, Role.GESTIONNAIRE])
def test_others_take_nothing_back(act, say, contract, owner, role):
    say(owner)
    assert code_of(act, unsubmit, 1, make_user(role, contract.body)) == "not_allowed"


def test_the_database_keeps_answers_for_submissions(year, returned):
    before = FollowUpRevision.objects.get(version=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUpRevision.objects.create(
            planned=year, version=3, change=before.change, state=State.SAISI, answer="exact"
        )


def test_the_page_asks_for_the_answer_and_takes_a_submission_back(client, contract, owner, year, returned):
    client.force_login(owner)
    page = f"/{contract.body.code}/{contract.code}/engagements/1/E1A1/2025/"
    assert "Réponse au motif du renvoi" in text_of(client.get(page))
    silent = client.post(f"{page}soumettre/", {"version": "2"})
    assert (silent.status_code, "répondez à ce motif" in text_of(silent)) == (422, True)
    assert client.post(f"{page}soumettre/", {"version": "2", "reponse": "envoyé"}).status_code == 302
    assert latest(year).answer == "envoyé"
    assert "Retirer la soumission" in text_of(client.get(page))
    assert client.post(f"{page}retirer/", {"version": "3"}).status_code == 302
    assert latest(year).state is State.SAISI
    assert client.post(f"{page}retirer/", {"version": "3"}).status_code == 409
    assert client.post(f"{page}retirer/", {"version": "x"}).status_code == 422


def test_an_answer_is_not_lost_with_the_button_that_only_saves(client, contract, owner, year, returned):
    client.force_login(owner)
    page = f"/{contract.body.code}/{contract.code}/engagements/1/E1A1/2025/"
    sent = {"version": "2", "etat": "en_cours", "avancement": "60", "reponse": "envoyé", "suite": ""}
    refused = client.post(page, sent)
    assert (refused.status_code, ">envoyé</textarea>" in refused.content.decode().replace("\n", "")) == (
        422,
        True,
    )
    assert client.post(page, sent | {"suite": "soumettre"}).status_code == 302
    assert latest(year).answer == "envoyé"


def test_the_queue_and_the_journal_show_the_answer(client, contract, owner, controller, act, year, returned):
    act(submit, 2, owner, "envoyé par courriel")
    client.force_login(controller)
    root = f"/{contract.body.code}/{contract.code}/engagements/"
    queue = text_of(client.get(f"{root}validation/"))
    assert "Réponse au renvoi : « envoyé par courriel »" in queue
    assert "Renvoyé par dominique, le 20/10/2025 à 10 h 00 : « joignez le compte rendu »" in queue
    assert "Réponse au renvoi : « envoyé par courriel »" in text_of(client.get(f"{root}1/E1A1/"))
    act(unsubmit, 3, owner)
    assert "soumission retirée" in text_of(client.get(f"{root}1/E1A1/"))
