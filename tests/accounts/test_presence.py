"""The cookie that lasts as long as the session, and the keys of what stays in the browser."""

import re
from base64 import b64decode, urlsafe_b64decode
from hashlib import sha256

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.cookies import EncryptedCookie
from accounts.drafts.browser import keys_of
from accounts.models import User
from accounts.rights import Role
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db

COOKIE, PRESENT = "session-ouverte", "/compte/session/"


@pytest.fixture
def person() -> User:
    return make_user(Role.LECTEUR, make_body(), username="alix")


def signed_in(person: User) -> Client:
    client = Client()
    client.post("/connexion/", {"username": person.username, "password": PASSWORD})
    return client


def test_it_ends_with_the_session_whatever_ends_it(person: User, settings: LazySettings) -> None:
    settings.SESSION_IDLE_MINUTES = 60
    with time_machine.travel("2026-03-02T08:00:00+01:00", tick=False) as clock:
        client = signed_in(person)
        assert client.cookies[COOKIE]["max-age"] == 3600
        # Scripts read it; it is another one for each session, and no part of what opens one.
        of_first, key = client.cookies[COOKIE].value, client.cookies["sessionid"].value
        assert (len(of_first), client.cookies[COOKIE]["httponly"]) == (24, "")
        assert of_first not in {key[:24], sha256(key.encode()).hexdigest()[:24]}
        other = make_user(Role.LECTEUR, make_body(), username="camille")
        assert signed_in(other).cookies[COOKIE].value != of_first
        for shift, left in ((30, 3600), (61, 3600), (59 * 60, 3600)):
            clock.shift(shift)
            assert client.get("/compte/").status_code == 200
            assert (client.cookies[COOKIE]["max-age"], client.cookies[COOKIE].value) == (left, of_first)
        # Who types uses the session, and the length of a session is what is left of it.
        for _ in range(10):
            clock.shift(59 * 60)
            assert client.post(PRESENT).status_code == 204
        clock.shift(59 * 60)
        assert client.get("/compte/").status_code == 200
        assert client.cookies[COOKIE]["max-age"] == 12 * 3600 - 91 - 12 * 59 * 60
        client.post("/deconnexion/")
        assert client.cookies[COOKIE]["max-age"] == 0
        assert client.post(PRESENT).status_code == 302
        # Ended by the server, for want of use.
        client = signed_in(person)
        assert client.cookies[COOKIE].value != of_first
        clock.shift(3601)
        assert client.get("/compte/").status_code == 302
        assert client.cookies[COOKIE]["max-age"] == 0
        assert COOKIE not in Client().get("/connexion/").cookies
        settings.SESSION_IDLE_MINUTES = 0
        assert signed_in(person).cookies[COOKIE]["max-age"] == 12 * 3600


def test_keys_are_of_one_person_and_a_replaced_secret_still_reads(
    person: User, settings: LazySettings
) -> None:
    other = make_user(Role.LECTEUR, make_body())
    before = keys_of(person)
    assert len(b64decode(before)) == 32
    assert keys_of(other) != before == keys_of(person)
    client = signed_in(person)
    found = re.findall(r'data-keys="([^"]*)"', client.get("/compte/").content.decode())
    assert found == [before]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = (
        "une autre, tout aussi longue" * 3,
        [settings.SECRET_KEY],
    )
    first, second = keys_of(person).split()
    assert (first != before, second) == (True, before)


def test_a_message_on_its_way_to_the_next_page_is_not_readable_in_its_cookie() -> None:
    def cookie_of(storage: type[CookieStorage]) -> str:
        given, response = storage(RequestFactory().get("/")), HttpResponse()
        given.add(messages.WARNING, "À vérifier\u00a0: 95,25 pour R1")
        given.update(response)
        return str(response.cookies["messages"].value)

    def read(storage: type[CookieStorage], cookie: str) -> list[str]:
        request = RequestFactory().get("/")
        request.COOKIES["messages"] = cookie
        return [str(each) for each in storage(request)]

    sentence = ["À vérifier\u00a0: 95,25 pour R1"]
    cookie = cookie_of(EncryptedCookie)
    assert read(EncryptedCookie, cookie) == sentence
    assert read(CookieStorage, cookie_of(CookieStorage)) == sentence, "the control is readable"
    assert read(CookieStorage, cookie) == []
    assert b"95,25" not in urlsafe_b64decode(cookie)
    assert read(EncryptedCookie, f"{cookie[:-6]}AAAAAA") == []
    assert read(EncryptedCookie, "rien") == []
