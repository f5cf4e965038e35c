"""Two people set up the same thing at the same moment: one comes first, and the other is told, or does what is left."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, current_thread, main_thread
from time import sleep

import pytest
from django.db import connection
from django.test import Client

from accounts.granting import change_role, create_body
from accounts.models import Body, Membership, OutboxMail, User
from accounts.rights import Role
from accounts.sign_on import inviting
from dashboards.setup import views
from tests.factories import make_body, make_user
from tests.pages import text_of
from tests.setup.test_people import CAMILLE

pytestmark = pytest.mark.django_db


def invite(user: User, body: Body, **changed: str):
    client = Client()
    client.force_login(user)
    try:
        return client.post(f"/mise-en-place/{body.code}/personnes/", CAMILLE | changed, follow=True)
    finally:
        if current_thread() is not main_thread():
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("is_same_body", "changed", "said"),
    [
        (True, {}, "déjà invité sans être venu"),
        (True, {"role": "lecteur"}, "rôle donné au compte qui existe"),
        (True, {"identifiant": "CRoux", "courriel": "autre@exemple.fr"}, "qui a une autre adresse"),
        (True, {"identifiant": "camille"}, "Cette adresse est celle du compte croux"),
        (False, {}, "Cet identifiant est celui d’une autre personne"),
    ],
)
def test_the_second_of_two_invitations_at_once_has_its_answer(monkeypatch, is_same_body, changed, said):
    """With real transactions, which only PostgreSQL lets run side by side."""
    if connection.vendor != "postgresql":
        return
    body = make_body()
    other = body if is_same_body else make_body()
    first, second = make_user(Role.ADMINISTRATEUR, body), make_user(Role.ADMINISTRATEUR, other)
    is_opened = Event()

    def change_slowly(**more):
        if current_thread() is not main_thread():
            is_opened.set()
            sleep(1)
        return change_role(**more)

    monkeypatch.setattr(inviting, "change_role", change_slowly)
    with ThreadPoolExecutor(1) as elsewhere:
        done = elsewhere.submit(invite, first, body)
        assert is_opened.wait(timeout=60)
        page = invite(second, other, **changed)
        assert "compte ouvert, invitation envoyée" in text_of(done.result(timeout=60))
    assert said in text_of(page)
    person = User.objects.get(username="croux")
    assert not User.objects.filter(username__in=["CRoux", "camille"]).exists()
    roles = set(Membership.objects.filter(user=person).values_list("body", "role"))
    assert roles == {(body.pk, "gestionnaire")} | ({(body.pk, "lecteur")} if "role" in changed else set())


def test_what_is_found_only_when_it_is_written_stands_beside_its_field(client, monkeypatch):
    """The person was opened by another body between the check of the form and the verb."""
    body = make_body()
    client.force_login(make_user(Role.ADMINISTRATEUR, body))
    opened = inviting._is_opened

    def taken(person):
        make_user(Role.LECTEUR, make_body(), username=person.username)
        return opened(person)

    monkeypatch.setattr(inviting, "_is_opened", taken)
    page = client.post(f"/mise-en-place/{body.code}/personnes/", CAMILLE)
    assert page.status_code == 422
    assert "Cet identifiant est celui d’une autre personne" in text_of(page)
    assert not body.memberships.filter(role=Role.GESTIONNAIRE).exists()


def test_who_has_not_come_is_invited_again_and_nobody_else(client):
    body = make_body()
    client.force_login(make_user(Role.ADMINISTRATEUR, body))
    address = f"/mise-en-place/{body.code}/personnes/"
    client.post(address, CAMILLE)
    assert client.get(address).content.decode().count("Inviter à nouveau") == 1
    assert "nouvelle invitation envoyée" in text_of(client.post(address, CAMILLE, follow=True))
    person = User.objects.get(username="croux")
    assert OutboxMail.objects.filter(user=person).count() == 2
    person.set_password("un-mot-de-passe-de-test")
    person.save()
    assert "Inviter à nouveau" not in client.get(address).content.decode()
    assert "rien ne change" in text_of(client.post(address, CAMILLE, follow=True))
    assert OutboxMail.objects.filter(user=person).count() == 2


def test_a_body_that_somebody_else_creates_meanwhile_is_a_code_that_is_taken(client, monkeypatch):
    client.force_login(User.objects.create_superuser("racine"))

    def slowly(**more):
        make_body(more["code"])
        return create_body(**more)

    monkeypatch.setattr(views, "create_body", slowly)
    sent = {"nom": "Caisse du Lac", "nom_court": "Lac", "code": "lac", "branche": "", "departements": ""}
    page = client.post("/mise-en-place/", sent)
    assert page.status_code == 422
    assert "Un organisme a déjà ce code" in text_of(page)
