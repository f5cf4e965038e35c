"""Sign-in by a provider of identities: the way there and back, and what each sends."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from accounts.models import Arrival, OutboxMail, User
from accounts.rights import Role
from accounts.sign_on.openid import discovery
from tests.factories import PASSWORD, make_body, make_user
from tests.support.openid import Provider

pytestmark = pytest.mark.django_db

BEGIN, BACK, WAITING = "/connexion/fournisseur/", "/connexion/fournisseur/retour/", "/connexion/en-attente/"
SUBJECT = "identite-1"
PERSON = {"given_name": "Camille", "family_name": "Martin", "email": "camille@caisse.example"}


def leave(client: Client, query: str = "") -> str:
    """To the provider: the address where it asks who one is."""
    return str(client.get(f"{BEGIN}{query}")["Location"])


def answer_of_provider(address: str, subject: str = SUBJECT) -> str:
    """Say who one is: the address, here, where the provider sends the browser back to."""
    said = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    return str(said.headers["Location"]).removeprefix("http://testserver")


def sign_in(client: Client, subject: str = SUBJECT, query: str = "") -> Any:
    return client.get(answer_of_provider(leave(client, query), subject))


def is_in(client: Client) -> bool:
    return client.get("/compte/").status_code == 200


def link(user: User, provider: Provider, subject: str = SUBJECT) -> User:
    SocialAccount.objects.create(user=user, provider=provider.issuer, uid=subject)
    return user


@pytest.fixture
def person(provider: Provider) -> User:
    """Known to the provider, and to us under the same subject."""
    provider.people[SUBJECT] = PERSON
    return link(make_user(Role.LECTEUR, make_body(), username="camille"), provider)


def test_who_is_known_enters_and_goes_where_they_wanted(person, client, provider, settings):
    settings.SESSION_IDLE_MINUTES = 60
    page = client.get("/connexion/?next=/compte/").content.decode()
    [address] = re.findall(rf'href="({BEGIN}[^"]*)">Se connecter avec MonIdentité', page)
    answer = client.get(answer_of_provider(str(client.get(address)["Location"])))
    assert (answer["Location"], is_in(client)) == ("/compte/", True)
    assert SocialAccount.objects.get().extra_data == {}


def test_what_is_asked_cannot_be_chosen_by_a_request(person, client, provider):
    """Nobody makes somebody’s browser connect another identity to their account, or drop the nonce."""
    asked = parse_qs(
        urlsplit(leave(client, "?process=connect&scope=x&auth_params=nonce%3Dx&next=//x.fr/")).query
    )
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert (asked["code_challenge_method"], asked["response_type"]) == (["S256"], ["code"])
    assert len(asked["nonce"][0]) > 30
    assert len(asked["state"][0]) >= 43, "256 bits"
    states = client.session["socialaccount_states"]
    assert [state["process"] for state, *_ in states.values()] == ["login"]


def test_another_host_is_not_believed(person, client, provider):
    address = client.get(BEGIN, headers={"host": "127.0.0.1"})["Location"]
    assert parse_qs(urlsplit(address).query)["redirect_uri"] == [f"http://testserver{BACK}"]


@pytest.mark.parametrize("is_signed", [False, True])
def test_userinfo_is_read_as_it_is_or_signed(provider, client, is_signed):
    make_body()
    provider.people[SUBJECT], provider.signs_userinfo = PERSON, is_signed
    sign_in(client)
    assert str(Arrival.objects.get()) == "Camille Martin"


def test_keys_that_were_replaced_are_read_again(person, client, provider):
    sign_in(client)
    provider.published, provider.key_id = ("seconde",), "seconde"
    again = Client()
    sign_in(again)
    assert is_in(again)
    assert len(provider.asked("/jwks")) == 2


def test_a_session_ends_here_and_there(person, client, provider):
    sign_in(client)
    answer = client.post("/deconnexion/")
    address = urlsplit(answer["Refresh"].removeprefix("0; url="))
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.issuer}/oauth2/end_session"
    assert asked["post_logout_redirect_uri"] == ["http://testserver/connexion/"]
    assert len(asked["id_token_hint"][0].split(".")) == 3
    assert not is_in(client)
    assert "openid" not in client.session


def test_a_session_ends_here_when_the_provider_is_away(person, client, provider):
    sign_in(client)
    discovery.forget()
    provider.is_away = True
    answer = client.post("/deconnexion/")
    assert (answer.status_code, answer.has_header("Refresh"), is_in(client)) == (302, False, False)


def test_a_session_by_password_ends_without_the_provider(provider, client):
    user = make_user(Role.LECTEUR, make_body())
    client.post("/connexion/", {"username": user.username, "password": PASSWORD})
    assert client.post("/deconnexion/")["Location"] == "/connexion/"


def test_without_a_provider_nothing_leads_to_one(client):
    assert "Se connecter avec" not in client.get("/connexion/").content.decode()
    for address in (BEGIN, BACK, WAITING):
        assert client.get(address).status_code == 404
    client.force_login(make_user(Role.ADMINISTRATEUR, make_body()))
    assert client.get("/demandes-d-acces/").status_code == 404
    assert "Demandes d’accès" not in client.get("/compte/").content.decode()


def test_another_site_begins_no_sign_in(client, provider):
    for site in ("cross-site", "same-site"):
        assert client.get(BEGIN, headers={"Sec-Fetch-Site": site})["Location"] == "/connexion/"
    assert client.get(BEGIN, headers={"Sec-Fetch-Site": "same-origin"})["Location"].startswith(
        provider.issuer
    )


def test_a_deactivated_person_stays_outside(person, client, provider):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert sign_in(client)["Location"] == "/connexion/compte-desactive/"
    assert not is_in(client)
    assert not OutboxMail.objects.exists()
