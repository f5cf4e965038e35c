"""API tokens: what they give access to, for how long, and that their secret cannot be read back."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Token, User
from accounts.rights import Role, Scope, Verb, may
from accounts.tokens import issue, owner_of, revoke
from tests.factories import make_body, make_contract, make_user

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=30)


def make_token(user: Any, *bodies: Any, scope: Scope = Scope.LECTURE, days: timedelta = DAYS) -> Any:
    return issue(user=user, label="essai", scope=scope, bodies=bodies, expires_at=timezone.now() + days)


def let_in(secret: str) -> tuple[User, Token]:
    owned = owner_of(secret)
    assert owned is not None
    return owned


@pytest.fixture
def controller() -> Any:
    return make_user(Role.CONTROLEUR, make_body())


def body_of(user: Any) -> Any:
    return user.memberships.first().body


def test_the_secret_is_nowhere_in_the_database(controller: Any) -> None:
    token, secret = make_token(controller, body_of(controller))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_token")
        row = " ".join(map(str, cursor.fetchone()))
    assert secret not in row
    assert secret[len(token.hint) :] not in row
    assert secret.startswith(token.hint)


def test_a_token_opens_until_it_expires_or_is_revoked(controller: Any) -> None:
    token, secret = make_token(controller, body_of(controller))
    assert owner_of(secret) is not None
    assert owner_of(secret + "x") is None
    with time_machine.travel(timezone.now() + DAYS + timedelta(seconds=1)):
        assert owner_of(secret) is None
    revoke(token, actor=controller)
    assert owner_of(secret) is None


def test_a_deactivated_person_s_token_opens_nothing(controller: Any) -> None:
    _, secret = make_token(controller, body_of(controller))
    controller.is_active = False
    controller.save()
    assert owner_of(secret) is None


@pytest.mark.parametrize("scope", Scope)
def test_a_token_leaves_the_verbs_of_its_scope_only(controller: Any, scope: Scope) -> None:
    contract = make_contract(body_of(controller))
    _, secret = make_token(controller, contract.body, scope=scope)
    user, _ = let_in(secret)
    assert {verb for verb in Verb if may(user, verb, contract)} == scope.verbs
    assert may(controller, Verb.CLOSE, contract)


def test_a_token_gives_no_more_than_its_owner_s_role() -> None:
    contract = make_contract()
    user = make_user(Role.LECTEUR, contract.body)
    _, secret = make_token(user, contract.body, scope=Scope.ECRITURE)
    owner, _ = let_in(secret)
    assert may(owner, Verb.SEE, contract)
    assert not may(owner, Verb.RECORD, contract)


def test_a_role_that_is_taken_back_is_taken_from_the_token_too(controller: Any) -> None:
    contract = make_contract(body_of(controller))
    _, secret = make_token(controller, contract.body)
    controller.memberships.all().delete()
    owner, _ = let_in(secret)
    assert not may(owner, Verb.SEE, contract)


def test_a_token_is_for_bodies_of_its_owner_and_for_a_year_at_most(controller: Any) -> None:
    with pytest.raises(ValueError, match="bodies"):
        make_token(controller, make_body())
    with pytest.raises(ValueError, match="bodies"):
        make_token(controller)
    with pytest.raises(ValueError, match="year"):
        make_token(controller, body_of(controller), days=timedelta(days=400))
    with pytest.raises(ValueError, match="year"):
        make_token(controller, body_of(controller), days=timedelta(days=-1))
    assert not Token.objects.exists()


def test_the_last_use_is_noted_once_a_minute(controller: Any, django_assert_num_queries: Any) -> None:
    token, secret = make_token(controller, body_of(controller))
    with django_assert_num_queries(3):
        owner_of(secret)
    first = Token.objects.get(pk=token.pk).last_used_at
    assert first is not None
    with django_assert_num_queries(2):
        owner_of(secret)
    with time_machine.travel(first + timedelta(minutes=2)):
        owner_of(secret)
    later = Token.objects.get(pk=token.pk).last_used_at
    assert later is not None
    assert later > first


def form_of(body: Any, **more: Any) -> dict[str, Any]:
    last_day = timezone.localdate() + timedelta(days=10)
    return {"label": "entrepôt", "scope": "ecriture", "bodies": [body.code], "last_day": last_day} | more


def test_a_person_makes_a_token_sees_its_secret_once_and_revokes_it(client: Any, controller: Any) -> None:
    client.force_login(controller)
    answer = client.post("/compte/", form_of(body_of(controller)))
    token = Token.objects.get()
    page = answer.content.decode()
    secret = page.partition('class="secret">')[2].partition("<")[0]
    assert answer.status_code == 201
    assert let_in(secret)[1] == token
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get("/compte/").content.decode()
    program = Client(headers={"authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/me/").json()["token"]["scope"] == "ecriture"
    client.post(f"/compte/jetons/{token.pk}/revoquer/")
    assert program.get("/api/v1/me/").status_code == 401
    assert "révoqué le" in client.get("/compte/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"bodies": []}, "Choisissez au moins un organisme."),
        ({"label": ""}, "obligatoire"),
        ({"last_day": "2020-01-01"}, "Ce jour est passé"),
        ({"last_day": "2099-01-01"}, "un an au plus"),
        ({"scope": "tout"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused_with_what_to_do(
    client: Any, controller: Any, wrong: Any, message: str
) -> None:
    client.force_login(controller)
    answer = client.post("/compte/", form_of(body_of(controller), **wrong))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Token.objects.exists()


def test_another_person_s_token_does_not_exist(client: Any, controller: Any) -> None:
    token, _ = make_token(controller, body_of(controller))
    client.force_login(make_user(Role.ADMINISTRATEUR, body_of(controller)))
    assert client.post(f"/compte/jetons/{token.pk}/revoquer/").status_code == 404
    assert client.post("/compte/", form_of(make_body())).status_code == 422
    assert Token.objects.get().revoked_at is None


def test_an_administrator_revokes_a_token_of_their_body_only(client: Any, controller: Any) -> None:
    token, _ = make_token(controller, body_of(controller))
    data = {"action": "revoke_tokens", "_selected_action": [token.pk]}
    for body, is_revoked in ((make_body(), False), (body_of(controller), True)):
        client.force_login(make_user(Role.ADMINISTRATEUR, body))
        client.post("/administration/accounts/token/", data)
        assert (Token.objects.get().revoked_at is not None) is is_revoked


def test_the_account_is_for_who_is_signed_in(client: Any) -> None:
    assert client.get("/compte/")["Location"] == "/connexion/?next=/compte/"
    assert client.post("/compte/jetons/1/revoquer/").status_code == 302
