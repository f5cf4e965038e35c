"""Before an act that matters most, and after a while without any: who it is is shown again, and no text is lost."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, SecurityEvent, Token, User
from accounts.rights import Role
from accounts.sign_on import confirming
from accounts.sign_on.adapter import Adapter
from tests.accounts.acting import PEOPLE, page_of, roles_sent
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db

CONFIRM = "/compte/securite/confirmer/"
ACCOUNT, TOKEN_FORM = "/compte/", "Créer un jeton"


@pytest.fixture
def clock(settings: LazySettings) -> Iterator[time_machine.Traveller]:
    settings.CONFIRM_MINUTES, settings.SESSION_IDLE_MINUTES = 15, 60
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def person() -> User:
    return make_user(Role.ADMINISTRATEUR, make_body(), username="alix")


def signed_in(person: User) -> Client:
    client = Client()
    client.post("/connexion/", {"username": person.username, "password": PASSWORD})
    return client


def marked(client: Client, page: str, label: str) -> dict[str, str]:
    """The mark of the form of that page whose name begins so."""
    html = client.get(page).content.decode()
    [mark] = re.findall(f'name="brouillon" value="([^"]+)"[^>]*data-label="{label}', html)
    return {"brouillon": mark}


def token_typed(client: Client, person: User) -> dict[str, object]:
    typed: dict[str, object] = {
        "label": "entrepôt de données",
        "scope": "lecture",
        "bodies": [person.memberships.get().body.code],
        "last_day": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    return typed | marked(client, ACCOUNT, TOKEN_FORM)


def test_a_token_asks_who_it_is_and_its_form_comes_back_as_it_was_typed(clock, person):
    client = signed_in(person)
    assert client.post(ACCOUNT, token_typed(client, person)).status_code == 201
    clock.shift(16 * 60)
    typed = token_typed(client, person)
    asked = client.post(ACCOUNT, typed)
    assert (asked["Location"], Token.objects.count()) == (f"{CONFIRM}?next={ACCOUNT}", 1)
    page = client.get(asked["Location"]).content.decode()
    assert "Rien n’est encore fait" in page
    assert (
        "Ce n’est pas votre mot de passe"
        in client.post(asked["Location"], {"password": "un autre"}).content.decode()
    )
    assert SecurityEvent.objects.filter(kind="connexion_echouee", subject=person).exists()
    before = client.session.session_key
    back = client.post(asked["Location"], {"password": PASSWORD})
    assert back["Location"] == ACCOUNT
    assert not client.session.exists(before), "a confirmation renews the key of the session"
    assert UserSession.objects.get().session_key == client.session.session_key != before
    assert 'value="entrepôt de données"' in client.get(ACCOUNT).content.decode()
    assert client.post(ACCOUNT, typed).status_code == 201
    assert 'value="entrepôt de données"' not in client.get(ACCOUNT).content.decode()


@pytest.mark.parametrize("is_protected", [True, False])
def test_rights_are_not_changed_from_a_session_that_was_left_open(clock, monkeypatch, person, is_protected):
    """The control is the administration without the question."""
    if not is_protected:
        monkeypatch.setattr(confirming, "_is_recent", lambda request: True)
    colleague = make_user(Role.LECTEUR, person.memberships.get().body)
    client = signed_in(person)
    clock.shift(20 * 60)
    given = {"username": colleague.username, "is_active": "on"} | roles_sent(person=colleague)
    mark = marked(client, page_of(colleague), "Utilisateur")
    answer = client.post(page_of(colleague), given | mark | {"memberships-0-role": "direction"})
    assert answer["Location"].startswith(CONFIRM) is is_protected
    assert Membership.objects.filter(user=colleague, role="lecteur").exists() is is_protected
    answer = client.post(PEOPLE, {"action": "unlock", "_selected_action": [colleague.pk]})
    assert answer["Location"].startswith(CONFIRM) is is_protected
    assert client.post("/administration/logout/")["Location"] == "/connexion/"


def test_who_has_nothing_to_confirm_by_signs_in_again(clock, monkeypatch, person):
    """As who signs in by another provider only."""
    monkeypatch.setattr(Adapter, "get_reauthentication_methods", lambda self, user: [])
    client = signed_in(person)
    typed = token_typed(client, person)
    clock.shift(16 * 60)
    assert client.post(ACCOUNT, typed)["Location"] == f"/connexion/?next={ACCOUNT}"
    assert client.get(ACCOUNT).status_code == 302
    client.post("/connexion/", {"username": person.username, "password": PASSWORD})
    assert 'value="entrepôt de données"' in client.get(ACCOUNT).content.decode()


def test_other_sessions_are_ended_by_who_showed_again_who_they_are(clock, person):
    client, other = signed_in(person), signed_in(person)
    clock.shift(16 * 60)
    assert client.post("/compte/securite/sessions/")["Location"].startswith(CONFIRM)
    assert other.get(ACCOUNT).status_code == 200
    client.post(CONFIRM, {"password": PASSWORD})
    client.post("/compte/securite/sessions/")
    assert (client.get(ACCOUNT).status_code, other.get(ACCOUNT).status_code) == (200, 302)


def test_a_session_that_is_not_used_ends_and_what_is_typed_waits(clock, person):
    client = signed_in(person)
    for _ in range(4):
        clock.shift(50 * 60)
        typed = token_typed(client, person)
    clock.shift(61 * 60)
    assert client.post(ACCOUNT, typed)["Location"] == f"/connexion/?next={ACCOUNT}"
    assert Token.objects.count() == 0
    assert SecurityEvent.objects.filter(kind="session_fermee", actor=person).count() == 1
    assert client.get(ACCOUNT).status_code == 302
    client.post("/connexion/", {"username": person.username, "password": PASSWORD})
    assert 'value="entrepôt de données"' in client.get(ACCOUNT).content.decode()


@pytest.mark.parametrize("idle_minutes", [60, 0])
def test_a_session_ends_after_half_a_day_however_much_it_is_used(clock, settings, person, idle_minutes):
    """Each confirmation writes into it, and its row then expires later."""
    settings.SESSION_IDLE_MINUTES = idle_minutes
    client = signed_in(person)
    for _ in range(14):
        clock.shift(50 * 60)
        client.post(CONFIRM, {"password": PASSWORD})
    assert client.get(ACCOUNT).status_code == 200
    clock.shift(20 * 60)
    assert client.get(ACCOUNT)["Location"] == f"/connexion/?next={ACCOUNT}"
    ended = SecurityEvent.objects.get(kind="session_fermee", actor=person)
    assert ended.detail == "après sa durée maximale"


def test_neither_another_session_nor_no_cookie_keeps_one_open(clock, settings, person):
    other = signed_in(make_user(Role.LECTEUR, make_body()))
    for given in (other.cookies["activite"].value, None, "faux"):
        client = signed_in(person)
        assert client.get(ACCOUNT).status_code == 200
        del client.cookies["activite"]
        if given:
            client.cookies["activite"] = given
        assert client.get(ACCOUNT).status_code == 302
    settings.SESSION_IDLE_MINUTES = 0
    client = signed_in(person)
    clock.shift(11 * 3600)
    assert client.get(ACCOUNT).status_code == 200


def test_a_page_costs_no_query_for_it(clock, settings, person):
    client = signed_in(person)
    counts = []
    for settings.SESSION_IDLE_MINUTES in (0, 60, 60):
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/compte/securite/").status_code == 200
        counts.append(len(seen))
    assert len(set(counts)) == 1
