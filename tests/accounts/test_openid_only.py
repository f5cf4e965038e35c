"""Passwords switched off, the way in for an emergency, and the second factor of who comes by the provider."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.outbox import deliver_due
from accounts.rights import Role
from accounts.sign_on.links import LinkTokens, link_of
from tests.accounts.test_confirming import token_typed
from tests.accounts.test_openid import PERSON, SUBJECT, answer_of_provider, is_in, link, sign_in
from tests.accounts.test_second_factor import ADD, CODE, SECURITY, add, begin, code_of
from tests.factories import PASSWORD, make_body, make_user
from tests.support.openid import Provider

pytestmark = pytest.mark.django_db

LEVEL = "https://exemple.fr/deux-facteurs"


@pytest.fixture
def person(provider: Provider) -> User:
    provider.people[SUBJECT] = PERSON
    return link(make_user(Role.CONTROLEUR, make_body(), username="camille"), provider)


@pytest.fixture
def closed(person, settings):
    settings.LOCAL_ACCOUNTS = False


@pytest.mark.usefixtures("closed")
def test_no_page_serves_a_password(person, client):
    page = client.get("/connexion/").content.decode()
    assert 'type="password"' not in page
    assert "Mot de passe oublié" not in page
    posted = {"username": "camille", "password": PASSWORD, "email": PERSON["email"]}
    sign_in(client)
    links = (link_of(person, LinkTokens().make_token(person)).removeprefix("http://testserver"),)
    for address in (
        "/connexion/mot-de-passe-oublie/",
        "/connexion/cle/",
        "/compte/securite/mot-de-passe/",
        "/compte/securite/premier-mot-de-passe/",
        "/compte/securite/confirmer/",
        *links,
    ):
        for answer in (client.get(address), client.post(address, posted)):
            assert answer.status_code == 403
            assert "on ne se connecte pas par un mot de passe" in answer.content.decode()
    other = Client()
    assert other.post("/connexion/", posted).status_code == 403
    assert not is_in(other)
    assert "Changer de mot de passe" not in client.get(SECURITY).content.decode()


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("links_by_email", [False, True])
def test_nobody_is_invited_to_choose_a_password(person, provider, settings, links_by_email):
    settings.OPENID = provider.configuration(links_by_email=links_by_email)
    administrator = Client()
    administrator.force_login(make_user(Role.ADMINISTRATEUR, person.memberships.get().body))
    sent = {"username": "nouvelle", "email": "nouvelle@caisse.example", "is_active": "on"}
    role = {
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-body": person.memberships.get().body_id,
        "memberships-0-role": "lecteur",
    }
    answer = administrator.post("/administration/accounts/user/add/", sent | role)
    assert answer.status_code == (302 if links_by_email else 403)
    assert User.objects.filter(username="nouvelle").exists() is links_by_email
    page = administrator.get("/administration/accounts/user/").content.decode()
    assert "send_links" not in page
    deliver_due()
    assert ["nouveau-mot-de-passe" in each.body for each in mail.outbox] == [False] * links_by_email


@pytest.mark.usefixtures("closed")
def test_a_link_of_the_server_lets_in_once_and_for_ten_minutes(person):
    def make() -> str:
        said = io.StringIO()
        call_command("emergency_link", "camille", stdout=said)
        return said.getvalue().strip().removeprefix("http://testserver")

    address = make()
    client, other = Client(), Client()
    assert "Camille" in client.get(address).content.decode().title()
    assert not is_in(client)
    client.post(address)
    assert is_in(client)
    assert other.post(address).status_code == 403
    late = make()
    with time_machine.travel(timezone.now() + timedelta(minutes=9)):
        assert "Ce lien ne sert plus" not in other.get(late).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=2)):
        assert "Ce lien ne sert plus" in other.post(late).content.decode()
    altered = f"{late[:-2]}x/"
    assert other.post(altered).status_code == 403
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert other.post(late).status_code == 403
    assert not is_in(other)
    with pytest.raises(CommandError):
        call_command("emergency_link", "camille")


def test_the_second_factor_is_asked_of_who_comes_by_the_provider(person, client):
    own, _ = begin(person)
    secret = add(own)
    assert sign_in(client)["Location"] == CODE
    assert not is_in(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        client.post(CODE, {"code": code_of(secret)})
        assert is_in(client)
        # The session still knows how it ends at the provider.
        assert client.post("/deconnexion/").has_header("Refresh")


@pytest.mark.parametrize(
    ("claims", "is_let_in"),
    [({"acr": LEVEL}, True), ({"amr": ["pwd", LEVEL]}, True), ({"acr": "faible"}, False), ({}, False)],
)
def test_a_level_that_the_settings_require_replaces_the_second_factor(
    person, client, provider, settings, claims, is_let_in
):
    settings.OPENID = provider.configuration(required_acr=(LEVEL,))
    settings.SECOND_FACTOR_ROLES = ("controleur",)
    provider.claims = lambda honest: honest | claims
    answer = sign_in(client)
    [asked] = [each for each in provider.asked("/oauth2/authorize") if "acr_values" in each][:1]
    assert (asked["acr_values"], LEVEL in asked["claims"]) == (LEVEL, True)
    assert (answer.status_code, is_in(client)) == ((302, True) if is_let_in else (403, False))


def test_without_such_a_level_a_role_that_must_have_a_second_factor_adds_one(person, client, settings):
    """Who has no password confirms at the provider."""
    person.set_unusable_password()
    person.save()
    settings.SECOND_FACTOR_ROLES = ("controleur",)
    sign_in(client)
    assert client.get("/compte/")["Location"] == SECURITY
    session = client.session
    session["openid"] = session["openid"] | {"asked_at": 0}
    session.save()
    where = client.get(ADD)["Location"]
    assert where.startswith("/compte/securite/confirmer-par-le-fournisseur/?next=")
    address = client.get(where)["Location"]
    assert "prompt=login" in address
    assert client.get(answer_of_provider(address))["Location"] == ADD
    assert client.get(ADD).status_code == 200


@pytest.mark.parametrize("asked_at", [None, 1_000_000_000])
def test_a_confirmation_that_the_provider_did_not_ask_for_is_none(person, client, provider, asked_at):
    sign_in(client)
    provider.claims = lambda honest: honest | {"auth_time": asked_at}
    address = client.get("/compte/securite/confirmer-par-le-fournisseur/")["Location"]
    answer = client.get(answer_of_provider(address))
    assert (answer.status_code, "<code>trop_ancien</code>" in answer.content.decode()) == (403, True)


@pytest.mark.usefixtures("closed")
def test_a_sign_in_without_a_word_confirms_nothing(person, client, provider, settings):
    """Who finds a session left open, here and at the provider, signs in anew and is asked nothing."""
    settings.CONFIRM_MINUTES = 15
    for asked_at in (None, int(timezone.now().timestamp()) - 3600):
        provider.claims = lambda honest, at=asked_at: honest | {"auth_time": at}
        sign_in(client)
        where = client.post("/compte/", token_typed(client, person))["Location"]
        assert where.startswith("/compte/securite/confirmer-par-le-fournisseur/"), asked_at
    assert not person.tokens.exists()


@pytest.mark.usefixtures("closed")
def test_a_sensitive_act_is_confirmed_at_the_provider(person, client, settings):
    """A token of the API, whose form comes back with what was typed."""
    sign_in(client)
    settings.CONFIRM_MINUTES = 15
    typed = token_typed(client, person)
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        where = client.post("/compte/", typed)["Location"]
        assert where.startswith("/compte/securite/confirmer-par-le-fournisseur/?next=/compte/")
        assert not person.tokens.exists()
        before = client.session.session_key
        assert client.get(answer_of_provider(client.get(where)["Location"]))["Location"] == "/compte/"
        assert not client.session.exists(before), "a confirmation renews the key of the session"
        assert client.post("/compte/", typed).status_code == 201
    assert person.tokens.count() == 1
