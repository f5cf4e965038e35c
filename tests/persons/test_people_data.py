"""What is held on a person is declared, exported whole, and names nobody once they have left; the chain still holds."""

import io
import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import KeptPost, OutboxMail, RightRevision, SecurityEvent, User
from accounts.models.security import SecurityKind
from accounts.rights import Role, Scope
from accounts.tokens import issue
from commitments.models import Change
from dashboards.jobs import seal
from dashboards.models.page_by_mail import PageByMail
from dashboards.persons.held import HELD, Fate, found_in_models, model_of, names_of
from indicators.models import Assignment
from tests.acts.acted import act_on_everything
from tests.factories import PASSWORD, assign, make_body, make_contract, make_user

pytestmark = pytest.mark.django_db
NAME, MAIL = "Dominique", "dominique@caisse.example"


def test_every_table_and_column_has_a_french_name():
    shown = {word for key in HELD for name in names_of(*model_of(key)) for word in name.lower().split()}
    assert shown & {"user", "users", "authenticators", "user-group", "user-permission"} == set()


def test_every_column_that_names_a_person_is_declared():
    assert found_in_models() == set(HELD)


@pytest.fixture(scope="module")
def contract_of_module(rows_of_module):
    """Dominique did every act, and has one of each thing that is only theirs."""
    contract = make_contract()
    act_on_everything(contract)
    person = User.objects.get(username="dominique")
    person.first_name, person.last_name, person.email = NAME, "Petit", MAIL
    person.save()
    own = {"user": person}
    KeptPost.objects.create(
        person=person, key="k", page="/x/", label="Saisie", fields=[], kept_at=timezone.now()
    )
    OutboxMail.objects.create(
        **own, kind="compte", key="k", subject="Lien", body="un-lien-du-compte", created_at=timezone.now()
    )
    Authenticator.objects.create(**own, type="totp", data={"secret": "caché"})
    SocialAccount.objects.create(**own, provider="https://identite.exemple.fr", uid="identite-1")
    PageByMail.objects.create(**own, contract=contract, each_month=True)
    until = timezone.now() + timedelta(days=30)
    issue(user=person, label="tableur", scope=Scope.LECTURE, bodies=[contract.body], expires_at=until)
    assign(person, contract.indicators.get(code="R1"))
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person),
        action_flag=CHANGE,
    )
    LogEntry.objects.create(
        user=person,
        content_type=ContentType.objects.get_for_model(Assignment),
        object_repr=str(person.assignments.first()),
        action_flag=CHANGE,
    )
    client = Client()
    client.post("/connexion/", {"username": "dominique", "password": PASSWORD})
    seal()
    return contract


@pytest.fixture
def contract(contract_of_module):
    return contract_of_module


@pytest.fixture
def person(contract):
    return User.objects.get(username="dominique")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_export_holds_every_row_and_no_secret(person):
    answer = signed_in(person).get(f"/personnes/{person.pk}/donnees/")
    text = answer.content.decode()
    data = json.loads(text)
    assert data["compte"]["email"] == MAIL
    for key in HELD:
        model, field = model_of(key)
        rows = model._default_manager.filter(**{field: person})
        # The export is itself an event, written once its rows are read.
        later = key == "accounts.SecurityEvent.actor"
        assert len(data[key]) + later == rows.count(), key
    assert sum(bool(data[key]) for key in HELD) >= 14
    token = person.tokens.get()
    for secret in (person.password, token.digest, "caché", "un-lien-du-compte"):
        assert secret not in text
    event = SecurityEvent.objects.latest("pk")
    assert (event.kind, event.actor) == (SecurityKind.PERSON_EXPORTED, person)


def test_only_the_person_and_who_administers_all_their_bodies_may_ask(contract, person):
    administrator = make_user(Role.ADMINISTRATEUR, contract.body)
    colleague, elsewhere = (
        make_user(Role.CONTROLEUR, contract.body),
        make_user(Role.ADMINISTRATEUR, make_body()),
    )
    statuses = {}
    for user in (person, administrator, colleague, elsewhere):
        client = signed_in(user)
        statuses[user] = [
            client.get(f"/personnes/{person.pk}/{more}").status_code for more in ("", "donnees/")
        ]
    assert list(statuses.values()) == [[200, 200], [200, 200], [404, 404], [404, 404]]
    assert signed_in(person).post(f"/personnes/{person.pk}/", {"confirme": "on"}).status_code == 403
    person.memberships.create(body=make_body(), role=Role.LECTEUR)
    assert signed_in(administrator).get(f"/personnes/{person.pk}/").status_code == 404


def test_who_left_names_nobody_and_history_is_still_verified(contract, person, settings):
    client = signed_in(make_user(Role.ADMINISTRATEUR, contract.body))
    address = f"/personnes/{person.pk}/"
    page = client.post(address, {"confirme": "on"})
    assert (page.status_code, "encore actif" in page.content.decode()) == (422, True)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert "Cochez la case" in client.post(address).content.decode()
    acts = Change.objects.filter(actor=person).count()
    settings.CONFIRM_MINUTES = 15
    asked = client.post(address, {"confirme": "on"})
    assert asked["Location"] == f"/compte/securite/confirmer/?next={address}"
    assert User.objects.get(pk=person.pk).first_name == NAME
    settings.CONFIRM_MINUTES = 0
    assert client.post(address, {"confirme": "on"}).status_code == 302
    person = User.objects.get(pk=person.pk)
    assert str(person) == "ancien utilisateur"
    assert (person.email, person.has_usable_password(), person.last_login) == ("", False, None)
    for key, held in HELD.items():
        model, field = model_of(key)
        if held.fate is not Fate.KEPT:
            assert not model._default_manager.filter(**{field: person}).exists(), key
    assert Change.objects.filter(actor=person).count() == acts > 20
    assert not LogEntry.objects.filter(object_repr__contains=NAME).exists()
    assert RightRevision.objects.filter(person=person, after="").count() >= 3
    journal = client.get(f"/{contract.body.code}/{contract.code}/journal/").content.decode()
    assert "ancien utilisateur" in journal
    assert NAME not in journal
    seal()
    out = io.StringIO()
    call_command("verify_history", stdout=out, stderr=out)
    assert "Aucun lien rompu" in out.getvalue()


def test_the_commands_do_the_same_for_who_runs_the_application(person, tmp_path):
    file = tmp_path / "personne.json"
    call_command("export_person", "dominique", output=str(file))
    assert json.loads(file.read_text())["compte"]["email"] == MAIL
    for arguments, refusal in (
        (["dominique"], "--yes"),
        (["dominique", "--yes"], "encore actif"),
        (["personne", "--yes"], "inconnu"),
    ):
        with pytest.raises(CommandError, match=refusal):
            call_command("anonymise_person", *arguments)
    User.objects.filter(pk=person.pk).update(is_active=False)
    call_command("anonymise_person", "dominique", "--yes", verbosity=0)
    with pytest.raises(CommandError, match="ne nomme déjà plus"):
        call_command("anonymise_person", f"ancien-utilisateur-{person.pk}", "--yes")
