"""An administrator opens an account without ever knowing its password."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.models import Body, User
from accounts.outbox import deliver_due
from accounts.rights import Role
from tests.accounts.acting import roles_sent
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db

CHOSEN = "ma-phrase-de-passe-choisie"
ADDED = {"username": "nouvelle", "email": "nouvelle@caisse.example", "is_active": "on"}


@pytest.fixture
def body():
    return make_body()


@pytest.fixture
def administrator(body):
    client = Client()
    client.force_login(make_user(Role.ADMINISTRATEUR, body))
    return client


def link_of_last_mail() -> str:
    deliver_due()
    [link] = re.findall(r"http://127.0.0.1:\d+(\S+)", str(mail.outbox[-1].body))
    return str(link)


def add(administrator: Client) -> User:
    body = Body.objects.get()
    administrator.post(reverse("admin:accounts_user_add"), ADDED | roles_sent((body, Role.LECTEUR)))
    return User.objects.get(username="nouvelle")


def choose(link: str) -> bool:
    """Whether the link lets a password be chosen."""
    client = Client()
    action = client.get(link, follow=True).redirect_chain
    if action:
        client.post(action[-1][0], {"password1": CHOSEN, "password2": CHOSEN})
    return bool(action)


def signs_in(user: User, password: str) -> bool:
    return Client().post("/connexion/", {"username": user.username, "password": password}).status_code == 302


def test_who_is_added_chooses_their_password_by_the_link_of_the_invitation(administrator):
    page = administrator.get(reverse("admin:accounts_user_add")).content.decode()
    assert 'type="password"' not in page
    person = add(administrator)
    assert not person.has_usable_password()
    assert mail.outbox == []
    link = link_of_last_mail()
    assert mail.outbox[-1].to == ["nouvelle@caisse.example"]
    assert choose(link)
    assert signs_in(person, CHOSEN)
    assert not choose(link)


def test_an_account_without_an_address_or_without_a_role_is_not_added(administrator, body):
    reader = roles_sent((body, Role.LECTEUR))
    for sent in (ADDED | reader | {"email": ""}, ADDED | roles_sent()):
        assert administrator.post(reverse("admin:accounts_user_add"), sent).status_code == 200
        assert not User.objects.filter(username="nouvelle").exists()


@pytest.mark.parametrize(("has_password", "works"), [(False, True), (True, False)])
def test_an_invitation_lasts_for_days_and_a_link_for_a_forgotten_password_an_hour(
    administrator, has_password, works
):
    person = add(administrator)
    if has_password:
        person.set_password(PASSWORD)
        person.save()
        Client().post("/connexion/mot-de-passe-oublie/", {"email": person.email})
    link = link_of_last_mail()
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        assert choose(link) is works


def test_a_link_is_sent_to_people_of_ones_own_bodies_only(administrator, body):
    own, shared = make_user(Role.LECTEUR, body), make_user(Role.LECTEUR, body, make_body())
    User.objects.update(email="quelquun@caisse.example")
    chosen = {"action": "send_links", "_selected_action": [own.pk, shared.pk]}
    administrator.post(reverse("admin:accounts_user_changelist"), chosen)
    deliver_due()
    assert [own.username in each.body for each in mail.outbox] == [True]
    assert choose(link_of_last_mail())
    assert (signs_in(own, PASSWORD), signs_in(own, CHOSEN)) == (False, True)


def test_no_administrator_types_the_password_of_somebody(administrator, body):
    person = make_user(Role.LECTEUR, body)
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_user_password_change", args=[person.pk])
    address = reverse("admin:accounts_user_change", args=[person.pk])
    administrator.post(
        address,
        ADDED | roles_sent(person=person) | {"password": "x", "password1": CHOSEN, "password2": CHOSEN},
    )
    assert User.objects.get(pk=person.pk).username == "nouvelle"
    assert signs_in(User.objects.get(pk=person.pk), PASSWORD)
