"""The journal of security: what is written down of sign-in, that it stays as written, and when it goes."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from accounts.models import SecurityEvent
from accounts.models.security import KINDS, SecurityKind, SecurityTheme
from accounts.rights import Role
from accounts.sign_on.defence import TOGETHER
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db
HERE = "203.0.113.9"
NEW = "un-autre-mot-de-passe-2"


def sign_in(username: str, password: str, client: Client) -> None:
    client.post("/connexion/", {"username": username, "password": password}, REMOTE_ADDR=HERE)


def written() -> list[tuple[object, ...]]:
    rows = SecurityEvent.objects.order_by("pk")
    return [(each.kind, str(each.actor or ""), str(each.subject or ""), each.detail) for each in rows]


def test_what_a_person_does_to_sign_in_is_written_down_with_who_and_from_where(client: Client) -> None:
    cache.clear()
    body = make_body()
    user = make_user(Role.LECTEUR, body, username="camille")
    name = str(user)
    sign_in("Camille", "pas le bon", client)
    sign_in("motdepasse-dans-le-mauvais-champ", "x", client)
    sign_in("camille", PASSWORD, client)
    for typed in ("un autre", PASSWORD):
        chosen = {"oldpassword": typed, "password1": NEW, "password2": NEW}
        client.post("/compte/securite/mot-de-passe/", chosen, REMOTE_ADDR=HERE)
    client.post("/deconnexion/", REMOTE_ADDR=HERE)
    assert written() == [
        (SecurityKind.SIGN_IN_FAILED, "", name, ""),
        (SecurityKind.SIGN_IN_FAILED, "", "", "compte inconnu"),
        (SecurityKind.SIGNED_IN, name, "", "mot de passe"),
        (SecurityKind.SIGN_IN_FAILED, "", name, ""),
        (SecurityKind.PASSWORD_CHANGED, name, "", ""),
        (SecurityKind.SIGNED_OUT, name, "", ""),
    ]
    assert set(SecurityEvent.objects.values_list("address", flat=True)) == {HERE}
    bodies = list(SecurityEvent.objects.order_by("pk").values_list("body", flat=True))
    assert bodies == [body.pk, None, body.pk, body.pk, body.pk, body.pk]


def test_a_lock_is_one_event_and_who_lifts_it_another(client: Client) -> None:
    cache.clear()
    body = make_body()
    user, administrator = make_user(Role.LECTEUR, body), make_user(Role.ADMINISTRATEUR, body)
    for _ in range(TOGETHER + 3):
        sign_in(user.username, "pas le bon", client)
    client.force_login(administrator)
    client.post("/administration/accounts/user/", {"action": "unlock", "_selected_action": [user.pk]})
    assert written()[TOGETHER:] == [
        (SecurityKind.LOCKED, "", str(user), ""),
        (SecurityKind.UNLOCKED, str(administrator), str(user), ""),
    ]


def add(moment: datetime) -> SecurityEvent:
    return SecurityEvent.objects.create(kind=SecurityKind.SIGNED_IN, happened_at=moment, address=HERE)


def raw(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE accounts_securityevent SET address = NULL", "DELETE FROM accounts_securityevent"],
)
def test_a_young_event_is_neither_changed_nor_deleted(statement: str) -> None:
    add(timezone.now() - timedelta(days=170))
    with pytest.raises(IntegrityError):
        raw(statement)


def test_each_event_is_a_line_of_the_log_without_its_address(client, django_capture_on_commit_callbacks):
    user = make_user(Role.LECTEUR, make_body())
    with capture_logs() as lines, django_capture_on_commit_callbacks(execute=True):
        sign_in(user.username, PASSWORD, client)
    [line] = [each for each in lines if each["event"] == "security_event"]
    assert (line["kind"], line["actor"]) == (SecurityKind.SIGNED_IN, user.username)
    assert HERE not in str(line)


def test_every_kind_has_its_words_and_its_theme() -> None:
    assert set(KINDS) == set(SecurityKind)
    assert {kind.theme for kind in SecurityKind} == set(SecurityTheme)
    assert all(theme.label for theme in SecurityTheme)
