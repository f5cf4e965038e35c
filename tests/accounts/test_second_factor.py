"""A second factor: added, asked for at sign-in, required of some roles, replaced by a recovery code, taken away."""

import hmac
import struct
import time
from base64 import b32decode, b32encode
from importlib import import_module

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from fido2.cose import ES256, RS256, CoseKey
from fido2.webauthn import AttestedCredentialData

from accounts.granting import change_role
from accounts.models import OutboxMail, SecurityEvent, User, Way
from accounts.rights import Role
from accounts.sign_on import recovery, totp
from accounts.sign_on.passkeys import refuse_weak
from accounts.sign_on.second_factor import Adapter, take_away
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db

SECURITY, CODE = "/compte/securite/", "/connexion/second-facteur/"
ADD, RECOVERY = f"{SECURITY}application/", f"{SECURITY}codes-de-secours/"


def code_of(secret: str, at: float | None = None, hashed_by: str = "sha256") -> str:
    """As an application computes it (RFC 6238)."""
    counter = int(time.time() if at is None else at) // 30
    digest = hmac.new(b32decode(secret), struct.pack(">Q", counter), hashed_by).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4]) & 0x7FFF_FFFF) % 10**6:06}"


def begin(user: User) -> tuple[Client, str]:
    """Sign in by password, as far as it goes."""
    client = Client()
    answer = client.post("/connexion/", {"username": user.username, "password": PASSWORD, "next": "/compte/"})
    return client, answer["Location"]


def confirm(client: Client) -> None:
    client.post(f"{SECURITY}confirmer/", {"password": PASSWORD})


def added(client: Client) -> tuple[str, list[str]]:
    """The secret of the application, and the recovery codes that are shown once."""
    confirm(client)
    secret = str(client.get(ADD).context["form"].secret)
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post(ADD, {"code": code_of(secret)})
    return secret, answer.context["codes"]


def add(client: Client) -> str:
    return added(client)[0]


def forget_the_last_code(person: User) -> None:
    """As if that half-minute had passed."""
    factor = Authenticator.objects.get(user=person, type="totp")
    factor.data = {"secret": factor.data["secret"]}
    factor.save()


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
        refusal = again.post(CODE, {"code": "000000"}).content.decode()
        assert "Attendez le code suivant" in refusal
        assert "l’heure du téléphone" in refusal
        assert not is_in(again)
        answer = again.post(CODE, {"code": code_of(secret)})
        assert (answer["Location"], is_in(again)) == ("/compte/", True)
        shown = list(
            SecurityEvent.objects.filter(kind="connexion").order_by("pk").values_list("detail", flat=True)
        )
        assert shown == ["mot de passe", "mot de passe, application de codes"]
        third, _ = begin(person)
        # The same code does not serve twice.
        third.post(CODE, {"code": code_of(secret)})
        assert not is_in(third)


def test_a_code_lasts_its_own_half_minute(person):
    with time_machine.travel("2026-03-02T08:00:00+01:00", tick=False) as clock:
        client, _ = begin(person)
        secret = add(client)
        again, _ = begin(person)
        # The code that showed that the application works is used.
        again.post(CODE, {"code": code_of(secret)})
        assert not is_in(again)
        for shift, offset, is_let_in in (
            (60, -1, False),
            (0, 30, False),
            (29.9, -29.9, True),
            (0.1, -0.1, False),
        ):
            clock.shift(shift)
            again, _ = begin(person)
            again.post(CODE, {"code": code_of(secret, time.time() + offset)})
            assert is_in(again) is is_let_in, (shift, offset)


def test_codes_are_those_of_rfc_6238_for_sha256():
    secret = b32encode(b"12345678901234567890123456789012").decode()
    for at, code in ((59, "119246"), (1111111109, "084774"), (20000000000, "737706")):
        with time_machine.travel(at, tick=False):
            assert totp.is_current(secret, f"{code[:3]} {code[3:]}", "sha256")
            assert not totp.is_current(secret, "000000", "sha256")
            assert code_of(secret) == code
    assert "algorithm=SHA256" in Adapter().build_totp_url(User(username="camille"), secret)


def test_old_codes_are_taken_where_the_settings_say_so_and_of_what_was_added_then(person, settings):
    client, _ = begin(person)
    confirm(client)
    new, old = str(client.get(ADD).context["form"].secret), "sha1"
    assert client.post(ADD, {"code": code_of(new, hashed_by=old)}).status_code == 200
    assert not Authenticator.objects.filter(user=person).exists()

    settings.LEGACY_SIGNATURES = ("codes",)
    page = client.get(ADD)
    assert "Microsoft Authenticator" not in page.text
    secret = str(page.context["form"].secret)
    assert "algorithm=SHA1" in Adapter().build_totp_url(person, secret)
    assert client.post(ADD, {"code": code_of(secret)}).context["form"].errors
    client.post(ADD, {"code": code_of(secret, hashed_by=old)})
    factor = Authenticator.objects.get(user=person, type="totp")
    assert factor.data["hash"] == old

    settings.LEGACY_SIGNATURES = ()
    factor.data = {name: factor.data[name] for name in ("secret", "hash")}
    factor.save()
    for hashed_by, is_let_in in (("sha256", False), (old, True)):
        again, _ = begin(person)
        again.post(CODE, {"code": code_of(secret, hashed_by=hashed_by)})
        assert is_in(again) is is_let_in, hashed_by


def test_a_recovery_code_serves_once(person):
    client, _ = begin(person)
    _, codes = added(client)
    assert len(set(codes)) == 10
    for is_let_in in (True, False):
        again, _ = begin(person)
        again.post(CODE, {"code": f"{codes[0][:4]} {codes[0][4:]}"})
        assert is_in(again) is is_let_in
    # They are nowhere to be read again: neither on their page nor in the database.
    page = client.get(RECOVERY).content.decode()
    assert "Il vous en reste 9" in page
    stored = str(list(Authenticator.objects.values_list("data", flat=True))) + str(client.session.items())
    assert not [code for code in codes if code in page + stored]
    with TestCase.captureOnCommitCallbacks(execute=True):
        others = client.post(f"{RECOVERY}autres/").context["codes"]
    assert "codes de secours" in OutboxMail.objects.filter(user=person).latest("pk").subject
    for code, is_let_in in ((codes[1], False), (others[1], True)):
        again, _ = begin(person)
        again.post(CODE, {"code": code})
        assert is_in(again) is is_let_in


def test_codes_that_were_stored_as_a_seed_go_on_serving(person):
    factor = RecoveryCodes.activate(person).instance
    before = RecoveryCodes(factor).generate_codes()
    assert RecoveryCodes(factor).validate_code(before[0])
    migration = import_module("accounts.migrations.0016_recovery_codes_hashed")
    migration.hash_codes(apps, None)
    factor.refresh_from_db()
    assert factor.data.keys() == {"hashes"}
    assert [recovery.take(factor, code) for code in (before[0], before[1], before[1])] == [False, True, False]
    migration.forget_codes(apps, None)
    assert not Authenticator.objects.exists()


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
    administrator.post("/administration/accounts/user/", chosen)
    removed = SecurityEvent.objects.filter(kind="second_facteur_retire", subject=person)
    assert removed.count() == 1, "there was none to take the second time"
    assert begin(person)[1] == "/compte/"


def test_an_administrator_with_a_second_factor_may_have_a_shorter_password(settings):
    person = make_user(Role.ADMINISTRATEUR, make_body())
    client, _ = begin(person)
    sent = {"oldpassword": PASSWORD, "password1": "ananas-violon", "password2": "ananas-violon"}
    assert client.post(f"{SECURITY}mot-de-passe/", sent).status_code == 200
    add(client)
    assert client.post(f"{SECURITY}mot-de-passe/", sent).status_code == 302


def test_only_passkeys_of_approved_signatures_are_asked_for_and_taken(person, settings):
    """PKCS#1 v1.5 is disallowed (ASVS 11.6.1); an RSA key of a passkey has 112 bits of security (11.2.3)."""
    client, _ = begin(person)
    confirm(client)
    page = f"{SECURITY}cle/"

    def offered() -> list[int]:
        options = client.get(page).context["js_data"]["creation_options"]["publicKey"]
        return [each["alg"] for each in options["pubKeyCredParams"]]

    def is_taken(kind: type[CoseKey]) -> bool:
        try:
            refuse_weak(AttestedCredentialData.create(b"\0" * 16, b"id", kind({3: kind.ALGORITHM})))
        except ValidationError:
            return False
        return True

    assert offered() == [-7, -8, -35, -36]
    assert (is_taken(ES256), is_taken(RS256)) == (True, False)
    settings.LEGACY_SIGNATURES = ("cles",)
    assert RS256.ALGORITHM in offered()
    assert is_taken(RS256)
