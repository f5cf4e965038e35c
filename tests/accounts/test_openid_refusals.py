"""What comes back from the provider, or seems to, is refused unless everything in it is right."""

import time
from typing import Any

import jwt
import pytest
import requests
from django.test import Client

from accounts.models import Arrival, SecurityEvent, User
from accounts.rights import Role
from tests.accounts.test_openid import (
    BACK,
    BEGIN,
    PERSON,
    SUBJECT,
    answer_of_provider,
    is_in,
    leave,
    link,
    sign_in,
)
from tests.factories import make_body, make_user
from tests.support.openid import CLIENT, Claims, Provider

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def person(provider: Provider) -> User:
    provider.people[SUBJECT] = PERSON
    return link(make_user(Role.CONTROLEUR, make_body(), username="camille"), provider)


def assert_refused(client: Client, answer: Any, reason: str) -> None:
    assert (answer.status_code, is_in(client)) == (403, False)
    assert f"<code>{reason}</code>" in answer.content.decode()
    assert not Arrival.objects.exists()
    assert SecurityEvent.objects.filter(detail=f"fournisseur d’identité\u00a0: {reason}").count() == 1


def changed(**claims: Any) -> Any:
    """An ID token with other claims; without those that are None."""

    def change(honest: Claims) -> Claims:
        return {name: value for name, value in (honest | claims).items() if value is not None}

    return change


NOW = int(time.time())
WRONG_CLAIMS = [
    ("nonce", {"nonce": "celui-d-une-autre-demande"}, "nonce"),
    ("no nonce", {"nonce": None}, "nonce"),
    ("audience", {"aud": "une-autre-application"}, "destinataire"),
    ("no audience", {"aud": None}, "incomplet"),
    ("several audiences", {"aud": [CLIENT, "une-autre-application"]}, "destinataire"),
    ("party", {"azp": "une-autre-application"}, "destinataire"),
    ("issuer", {"iss": "https://un-autre-fournisseur.example"}, "emetteur"),
    ("no issuer", {"iss": None}, "incomplet"),
    ("expired", {"iat": NOW - 7200, "exp": NOW - 3600}, "expire"),
    ("without an end", {"exp": None}, "incomplet"),
    ("of tomorrow", {"iat": NOW + 86_400, "exp": NOW + 90_000}, "expire"),
    ("no subject", {"sub": None}, "incomplet"),
    ("an empty subject", {"sub": ""}, "incomplet"),
    ("another subject than userinfo", {"sub": "identite-2"}, "autre_personne"),
]


@pytest.mark.parametrize(
    ("claims", "reason"), [each[1:] for each in WRONG_CLAIMS], ids=[each[0] for each in WRONG_CLAIMS]
)
def test_an_id_token_with_a_wrong_claim(client, provider, claims, reason):
    provider.claims = changed(**claims)
    assert_refused(client, sign_in(client), reason)


def test_several_audiences_are_believed_when_this_one_asked(client, provider):
    provider.claims = changed(aud=[CLIENT, "une-autre-application"], azp=CLIENT)
    sign_in(client)
    assert is_in(client)


def unsigned(provider: Provider, claims: Claims) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": provider.key_id})


def signed_by_the_public_key(provider: Provider, claims: Claims) -> str:
    """HS256 with what everybody may read as its secret. PyJWT refuses to make one, so it is made by hand."""
    import hashlib
    import hmac

    head, body, _ = jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": provider.key_id}).split(
        "."
    )
    digest = hmac.new(provider.public_pem(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{jwt.utils.base64url_encode(digest).decode()}"


def signed_by_another(provider: Provider, claims: Claims) -> str:
    """By a key that is not published, under the name of one that is."""
    forged = provider.keys["seconde"].as_pem(private=True)
    return jwt.encode(claims, forged, algorithm="ES256", headers={"kid": provider.key_id})


def altered(provider: Provider, claims: Claims) -> str:
    """Signed, and then given another subject."""
    head, _, signature = provider.sign(claims).split(".")
    body = provider.sign(claims | {"sub": "administrateur"}).split(".")[1]
    return f"{head}.{body}.{signature}"


@pytest.mark.parametrize(
    ("forge", "reason"),
    [
        (unsigned, "algorithme"),
        (signed_by_the_public_key, "algorithme"),
        (signed_by_another, "signature"),
        (altered, "signature"),
        (lambda provider, claims: provider.sign(claims, key_id="seconde"), "cle_inconnue"),
        (lambda provider, claims: "rien.du.tout", "signature"),
    ],
    ids=["unsigned", "HS256", "another key", "altered", "unknown key", "no token"],
)
@pytest.mark.parametrize("where", ["id_token", "userinfo"])
def test_a_token_that_the_provider_did_not_sign(client, provider, forge, reason, where):
    """allauth reads an ID token of the code flow without its signature, and no signed userinfo at all."""
    provider.signs_userinfo = True
    honest = provider.sign
    provider.encode = lambda claims: (
        honest(claims) if (where == "userinfo") is ("nonce" in claims) else forge(provider, claims)
    )
    assert_refused(client, sign_in(client), reason)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://un-autre.example"}, "emetteur"),
        ({"aud": "une-autre-application"}, "destinataire"),
        ({"exp": NOW - 3600}, "expire"),
        ({"sub": "identite-2"}, "autre_personne"),
        ({"aud": None}, "incomplet"),
    ],
)
def test_signed_userinfo_with_a_wrong_claim(client, provider, claims, reason):
    provider.signs_userinfo, provider.userinfo = True, changed(**claims)
    assert_refused(client, sign_in(client), reason)


@pytest.mark.parametrize(
    ("key", "algorithm", "reason"),
    [
        ("courte", "RS256", "algorithme"),
        ("longue", "RS256", "algorithme"),
        ("courte", "PS256", "cle_faible"),
        ("longue", "PS256", ""),
    ],
)
def test_signatures_that_asvs_disallows_are_believed_only_where_the_settings_say_so(
    client, provider, settings, key, algorithm, reason
):
    """PKCS#1 v1.5 (11.6.1), and less than 128 bits of security (11.2.3)."""
    provider.published = (key,)
    provider.encode = lambda claims: provider.sign(claims, key_id=key, algorithm=algorithm)
    answer = sign_in(client)
    if reason:
        assert_refused(client, answer, reason)
        settings.LEGACY_SIGNATURES = ("fournisseur",)
        sign_in(client)
    assert is_in(client)


def test_userinfo_of_somebody_else_in_plain_json(client, provider):
    provider.userinfo = changed(sub="identite-2")
    assert_refused(client, sign_in(client), "autre_personne")


def test_userinfo_without_a_signature_where_the_settings_want_one(client, provider, settings):
    settings.OPENID = provider.configuration(signs_userinfo=True)
    assert_refused(client, sign_in(client), "non_signe")
    provider.signs_userinfo = True
    sign_in(client)
    assert is_in(client)


def test_an_answer_to_a_request_of_another_browser(client, provider):
    """The state is that of the session: an attacker’s answer signs nobody in under the attacker’s name."""
    assert_refused(client, client.get(answer_of_provider(leave(Client()))), "etat")


@pytest.mark.parametrize("query", ["?code=x", "?code=x&state=", "?code=x&state=invente"])
def test_a_wrong_state(client, provider, query):
    leave(client)
    assert_refused(client, client.get(f"{BACK}{query}"), "etat")


def test_an_answer_serves_once(provider):
    first, second = Client(), Client()
    answer = answer_of_provider(leave(first))
    first.get(answer)
    assert is_in(first)
    first.post("/deconnexion/")
    # In the same browser the state has gone; in another one, with a state of its own, the code has.
    again = first.get(answer)
    assert (again.status_code, is_in(first)) == (403, False)
    code = answer.partition("code=")[2].partition("&")[0]
    state = leave(second).partition("state=")[2].partition("&")[0]
    assert_refused(second, second.get(f"{BACK}?code={code}&state={state}"), "refus_du_fournisseur")


def test_a_token_of_an_earlier_sign_in_is_refused_even_by_a_provider_that_gives_it_twice(provider):
    kept: list[str] = []

    def replay(claims: Claims) -> str:
        kept.append(provider.sign(claims))
        return kept[0]

    provider.encode = replay
    first, second = Client(), Client()
    sign_in(first)
    assert is_in(first)
    assert_refused(second, sign_in(second), "nonce")


def test_a_code_that_somebody_else_began_to_use(client, provider):
    """PKCE: without the verifier of the session that asked, a stolen code opens nothing."""
    leave(client)
    state = next(iter(client.session["socialaccount_states"]))
    stolen = answer_of_provider(leave(Client())).partition("code=")[2].partition("&")[0]
    assert_refused(client, client.get(f"{BACK}?code={stolen}&state={state}"), "refus_du_fournisseur")


def test_an_answer_that_names_another_provider(client, provider):
    answer = f"{answer_of_provider(leave(client))}&iss=https://un-autre.example"
    assert_refused(client, client.get(answer), "emetteur")


def test_a_late_answer(client, provider, time_machine_of_states):
    answer = answer_of_provider(leave(client))
    time_machine_of_states(601)
    assert_refused(client, client.get(answer), "etat")


@pytest.fixture
def time_machine_of_states(client):
    """The request of the session began that many seconds earlier."""

    def age(seconds: int) -> None:
        session = client.session
        states = session["socialaccount_states"]
        session["socialaccount_states"] = {
            name: (state, at - seconds, of) for name, (state, at, of) in states.items()
        }
        session.save()

    return age


def test_who_gives_up_is_told_so(client, provider):
    address = leave(client)
    said = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
    answer = client.get(said.headers["Location"].removeprefix("http://testserver"))
    assert_refused(client, answer, "abandon")


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "https://un-autre.example"},
        {"jwks_uri": None},
        {"token_endpoint": "ftp://localhost/"},
    ],
)
def test_what_the_provider_publishes_is_checked(client, provider, wrong):
    provider.metadata = changed(**wrong)
    assert_refused(client, client.get(BEGIN), "annonce")


def test_a_provider_that_is_away(client, provider):
    provider.is_away = True
    answer = client.get(BEGIN)
    assert (answer.status_code, "MonIdentité ne répond pas" in answer.content.decode()) == (503, True)
    provider.is_away = False
    way_back = answer_of_provider(leave(client))
    provider.is_away = True
    answer = client.get(way_back)
    # It says so at its token endpoint, where a refusal and an outage look alike.
    assert (answer.status_code, is_in(client)) == (403, False)


def test_a_provider_that_leads_elsewhere_is_not_followed(client, provider):
    provider.has_moved = True
    assert client.get(BEGIN).status_code == 503
    assert [path for path, _ in provider.seen if path.startswith("/ailleurs")] == []


def test_an_identity_of_another_issuer_opens_nothing(client, provider, person):
    """Subjects of two providers may be the same: after a change of provider, everybody is accepted anew."""
    person.socialaccount_set.update(provider="https://un-ancien-fournisseur.example")
    assert sign_in(client)["Location"] == "/connexion/en-attente/"
    assert not is_in(client)
