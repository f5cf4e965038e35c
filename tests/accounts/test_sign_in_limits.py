"""Failed sign-ins are counted by account, by address and by both: a guesser is stopped, and stops nobody else."""

import pytest
import time_machine
from django.conf import settings
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client

from accounts.addresses import client_address
from accounts.rights import Role
from accounts.sign_on import defence
from accounts.sign_on.defence import OF_ACCOUNT, OF_ADDRESS, TOGETHER
from accounts.sign_on.links import LinkTokens, link_of
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db
PROXY = "10.0.0.1"
HERE, ELSEWHERE = "203.0.113.9", "192.0.2.44"
WRONG, CHOSEN = "pas-le-bon", "ma-phrase-de-passe-choisie"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "", PROXY),
        (2, "203.0.113.9", PROXY),
        (1, "n’importe quoi", PROXY),
        (1, "2001:db8::9", "2001:db8::9"),
    ],
)
def test_the_address_is_what_the_trusted_proxy_saw_not_what_the_client_wrote(
    rf, settings, proxies, forwarded, expected
):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get(
        "/", REMOTE_ADDR=PROXY, headers={"x-forwarded-for": forwarded.encode().decode("latin-1")}
    )
    assert client_address(request) == expected


def sign_in(password=WRONG, address=HERE, username="camille", client=None):
    sent = {"username": username, "password": password}
    browser, seen = client or Client(), {"x-forwarded-for": address}
    return browser.post("/connexion/", sent, REMOTE_ADDR=PROXY, headers=seen).status_code


@pytest.fixture
def person(settings):
    settings.TRUSTED_PROXIES = 1
    user = make_user(Role.LECTEUR, make_body(), username="camille")
    user.email = "camille@caisse.example"
    user.save()
    return user


@pytest.fixture(params=[True, False], ids=["limited", "control"])
def is_limited(request, monkeypatch):
    """Each attack is also tried without the limits: it must then pass, or the test would show nothing."""
    if not request.param:
        monkeypatch.setattr(defence, "_counts", lambda request, account: [])
    return request.param


def test_behind_a_proxy_a_guesser_locks_themselves_out_and_not_the_person(person, is_limited):
    # A new address is written each time by the guesser, before the one that the proxy adds.
    got = [sign_in(address=f"198.51.100.{number}, {HERE}") for number in range(TOGETHER + 1)]
    assert got == [200] * TOGETHER + [429 if is_limited else 200]
    assert sign_in(PASSWORD) == (429 if is_limited else 302)
    assert sign_in(PASSWORD, ELSEWHERE) == 302


def test_forty_names_from_one_address_are_slowed(person, is_limited):
    got = [sign_in(username=f"personne-{number}") for number in range(40)]
    assert got == [200] * OF_ADDRESS + [429 if is_limited else 200] * (40 - OF_ADDRESS)
    assert sign_in(address=ELSEWHERE) == 200


def test_one_name_from_many_addresses_is_slowed(person, is_limited):
    got = [sign_in(address=f"198.51.100.{number}") for number in range(OF_ACCOUNT + 1)]
    assert got[-1] == (429 if is_limited else 200)
    assert sign_in(PASSWORD, ELSEWHERE) == (429 if is_limited else 302)


def test_the_failures_of_others_keep_nobody_out_of_a_browser_they_know(person):
    known = Client()
    assert sign_in(PASSWORD, client=known) == 302
    known.post("/deconnexion/")
    for number in range(OF_ACCOUNT):
        sign_in(address=f"198.51.100.{number}")
    for number in range(OF_ADDRESS):
        sign_in(username=f"personne-{number}")
    assert sign_in(PASSWORD) == 429
    assert sign_in(PASSWORD, client=known) == 302


def test_a_browser_that_is_known_is_no_way_to_guess(person):
    known = Client()
    sign_in(PASSWORD, client=known)
    known.post("/deconnexion/")
    assert [sign_in(client=known) for _ in range(TOGETHER + 1)][-1] == 429
    forged = Client()
    forged.cookies["navigateur"] = known.cookies["navigateur"].value + "x"
    assert [sign_in(client=forged, address=ELSEWHERE) for _ in range(TOGETHER + 1)][-1] == 429


def test_a_bad_try_in_the_fourteenth_minute_renews_nothing(person):
    with time_machine.travel("2026-03-02T08:00:00+01:00", tick=False) as clock:
        for _ in range(TOGETHER):
            sign_in()
        clock.shift(14 * 60)
        assert sign_in() == 429
        clock.shift(61)
        assert sign_in(PASSWORD) == 302


def test_a_mailed_link_lets_the_person_in_at_once(person):
    for number in range(OF_ACCOUNT):
        sign_in(address=f"198.51.100.{number}")
    client = Client()
    assert sign_in(PASSWORD, client=client) == 429
    link = link_of(person, LinkTokens().make_token(person)).removeprefix(settings.PUBLIC_URL)
    action = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(action, {"password1": CHOSEN, "password2": CHOSEN})
    assert sign_in(CHOSEN) == 429
    assert sign_in(CHOSEN, client=client) == 302


def test_an_administrator_of_the_body_unlocks_and_one_of_another_does_not(person):
    for _ in range(TOGETHER):
        sign_in()
    for body, status in ((make_body(), 429), (person.memberships.get().body, 302)):
        client = Client()
        client.force_login(make_user(Role.ADMINISTRATEUR, body))
        client.post("/administration/accounts/user/", {"action": "unlock", "_selected_action": [person.pk]})
        assert sign_in(PASSWORD) == status


def test_without_the_cache_people_still_enter(person, monkeypatch):
    def fail(*_, **__):
        raise ConnectionError

    for name in ("add", "get", "set"):
        monkeypatch.setattr(LocMemCache, name, fail)
    assert (sign_in(), sign_in(PASSWORD)) == (200, 302)


def test_one_account_has_one_count_however_its_name_may_be_written():
    """PostgreSQL compares capitals: in French collations it finds `camille` for `camılle`."""
    written = ("camille", "CAMILLE", "camılle", "CamIlle")
    assert len({defence.digest_of(each) for each in written}) == 1
