"""A second factor: added, asked for at sign-in, required of some roles, replaced by a recovery code, taken away."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client, TestCase

from accounts.granting import change_role
from accounts.models import OutboxMail, User, Way
from accounts.rights import Role
from accounts.sign_on.second_factor import Adapter, take_away
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db

SECURITY, CODE = "/compte/securite/", "/connexion/second-facteur/"
ADD, RECOVERY = f"{SECURITY}application/", f"{SECURITY}codes-de-secours/"


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def begin(user: User) -> tuple[Client, str]:
    """Sign in by password, as far as it goes."""
    client = Client()
    answer = client.post("/connexion/", {"username": user.username, "password": PASSWORD, "next": "/compte/"})
    return client, answer["Location"]


def confirm(client: Client) -> None:
    client.post(f"{SECURITY}confirmer/", {"password": PASSWORD})


def add(client: Client) -> str:
    confirm(client)
    secret = str(client.get(ADD).context["form"].secret)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(ADD, {"code": code_of(secret)})
    assert answer["Location"] == RECOVERY
    return secret


def is_in(client: Client) -> bool:
    return client.get("/compte/").status_code == 200


@pytest.fixture
def person() -> User:
    return make_user(Role.CONTROLEUR, make_body(), username="camille")


def test_the_code_is_asked_for_at_sign_in_and_a_wrong_one_is_refused(person):
    with time_machine.travel("2026-03-02T08:00:00+01:00", tick=False) as clock:
        client, _ = begin(person)
        assert "Aucun second facteur" in client.get(SECURITY).content.decode()
        secret = add(client)
        assert "code" in OutboxMail.objects.get(user=person).subject
        clock.shift(60)
        again, where = begin(person)
        assert (where, is_in(again)) == (CODE, False)
        assert "Ce code n’est pas le bon" in again.post(CODE, {"code": "000000"}).content.decode()
        assert not is_in(again)
        answer = again.post(CODE, {"code": code_of(secret)})
        assert (answer["Location"], is_in(again)) == ("/compte/", True)
        third, _ = begin(person)
        # The same code does not serve twice.
        third.post(CODE, {"code": code_of(secret)})
        assert not is_in(third)


def test_a_recovery_code_serves_once(person):
    client, _ = begin(person)
    add(client)
    codes = client.get(RECOVERY).context["unused_codes"]
    assert len(codes) == 10
    for is_let_in in (True, False):
        again, _ = begin(person)
        again.post(CODE, {"code": codes[0]})
        assert is_in(again) is is_let_in


def test_secrets_are_not_readable_in_the_database(person):
    client, _ = begin(person)
    secret = add(client)
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_under_another_key_no_code_fits_and_none_can_be_known(settings):
    adapter = Adapter()
    stored = adapter.encrypt("JBSWY3DPEHPK3PXP")
    assert adapter.decrypt(stored) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert adapter.decrypt(stored) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY_FALLBACKS = []
    assert len({adapter.decrypt(stored), adapter.decrypt(stored), "JBSWY3DPEHPK3PXP", ""}) == 4


def test_adding_one_asks_for_the_password_again(person):
    client, _ = begin(person)
    assert client.get(ADD)["Location"].startswith(f"{SECURITY}confirmer/")


def test_it_is_asked_in_an_open_session_too_once_a_role_requires_it_or_it_was_lost(person, settings):
    settings.SECOND_FACTOR_ROLES = ("administrateur",)
    body = person.memberships.get().body
    first, _ = begin(person)
    other, _ = begin(make_user(Role.CONTROLEUR, body))
    assert is_in(first)
    change_role(person=person, body=body, after=Role.ADMINISTRATEUR, actor=None, way=Way.COMMAND)
    assert (is_in(first), is_in(other)) == (False, True)
    add(first)
    assert is_in(first)
    take_away(person)
    assert (is_in(first), is_in(other)) == (False, True)


@pytest.mark.parametrize(
    ("roles", "is_held"), [((), False), (("controleur",), True), (("administrateur",), False)]
)
def test_it_is_required_of_the_roles_of_the_setting(person, settings, roles, is_held):
    settings.SECOND_FACTOR_ROLES = roles
    client, _ = begin(person)
    held = client.get("/compte/")
    assert (held.status_code == 302 and held["Location"] == SECURITY) is is_held
    assert client.get("/api/v1/me/").status_code == (302 if is_held else 200)
    assert client.get(SECURITY).status_code == 200
    add(client)
    assert is_in(client)
    page = client.post(f"{ADD}retirer/")
    assert Authenticator.objects.filter(type="totp").exists() is is_held
    assert ("Votre rôle demande un second facteur" in page.content.decode()) is is_held


def test_an_administrator_of_the_body_takes_away_what_was_lost(person):
    client, _ = begin(person)
    add(client)
    chosen = {"action": "take_second_factor_away", "_selected_action": [person.pk]}
    for body, is_left in ((make_body(), True), (person.memberships.get().body, False)):
        administrator = Client()
        administrator.force_login(make_user(Role.ADMINISTRATEUR, body))
        administrator.post("/administration/accounts/user/", chosen)
        assert Authenticator.objects.filter(user=person).exists() is is_left
    assert begin(person)[1] == "/compte/"


def test_an_administrator_with_a_second_factor_may_have_a_shorter_password(settings):
    person = make_user(Role.ADMINISTRATEUR, make_body())
    client, _ = begin(person)
    sent = {"oldpassword": PASSWORD, "password1": "ananas-violon", "password2": "ananas-violon"}
    assert client.post(f"{SECURITY}mot-de-passe/", sent).status_code == 200
    add(client)
    assert client.post(f"{SECURITY}mot-de-passe/", sent).status_code == 302
