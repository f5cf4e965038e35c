"""One's own password, a forgotten one, and one's sessions."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.granting import change_access
from accounts.models import OutboxMail, SecurityEvent, User, Way
from accounts.outbox import deliver_due
from accounts.rights import Role
from tests.factories import PASSWORD, make_body, make_user

pytestmark = pytest.mark.django_db

NEW = "un-autre-mot-de-passe-2"
FORGOTTEN = "/connexion/mot-de-passe-oublie/"


@pytest.fixture
def person() -> User:
    user = make_user(Role.LECTEUR, make_body(), username="camille")
    user.email = "camille@caisse.example"
    user.save()
    return user


def sign_in(user: User, password: str = PASSWORD, agent: str = "") -> Client:
    client = Client(headers={"user-agent": agent})
    client.post("/connexion/", {"username": user.username, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/compte/").status_code == 200


def test_a_person_changes_their_password_and_their_other_sessions_end(person):
    here, elsewhere = sign_in(person), sign_in(person)
    address = "/compte/securite/mot-de-passe/"
    wrong = {"oldpassword": "autre chose", "password1": NEW, "password2": NEW}
    page = here.post(address, wrong).content.decode()
    assert 'role="alert"' in page
    assert page.count("Ce n’est pas votre mot de passe actuel") == 2
    assert is_in(elsewhere)
    answer = here.post(address, wrong | {"oldpassword": PASSWORD})
    assert answer["Location"] == "/compte/securite/"
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert (is_in(sign_in(person)), is_in(sign_in(person, NEW))) == (False, True)
    assert "votre mot de passe a été changé" in OutboxMail.objects.get(user=person).subject


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_serves_once(person, client, settings):
    settings.PUBLIC_URL = "https://pilotage.exemple.fr"
    there = sign_in(person)
    client.post(FORGOTTEN, {"email": person.email}, headers={"host": "testserver"})
    deliver_due()
    [sent] = mail.outbox
    assert sent.to == [person.email]
    [link] = re.findall(r"https://pilotage\.exemple\.fr(\S+)", sent.body)
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    assert link != action
    assert client.post(action, {"password1": NEW, "password2": NEW}).status_code == 302
    assert not is_in(there)
    assert is_in(sign_in(person, NEW))
    assert "Ce lien ne sert plus" in Client().get(link, follow=True).content.decode()
    # The text of the mail held the link.
    assert not OutboxMail.objects.exclude(sent_at=None).exclude(body="").exists()


def test_a_forgotten_password_does_not_tell_who_has_an_account(person, client):
    answers = [client.post(FORGOTTEN, {"email": email}, follow=True) for email in (person.email, "nul@x.fr")]
    assert len({re.sub(r'value="[^"]*"', "", each.content.decode()) for each in answers}) == 1
    assert OutboxMail.objects.count() == 1


def test_an_old_address_gets_no_link(person, client):
    client.post(FORGOTTEN, {"email": person.email})
    person.email = "autre@caisse.example"
    person.save()
    client.post(FORGOTTEN, {"email": "camille@caisse.example"})
    deliver_due()
    assert {each.to[0] for each in mail.outbox} == {"autre@caisse.example"}


def test_a_person_sees_their_sessions_and_ends_them(person):
    here = sign_in(person, agent="Mozilla/5.0 (Windows NT 10.0) Firefox/130.0")
    stranger = sign_in(make_user(Role.LECTEUR, make_body()))
    others = [sign_in(person, agent="Mozilla/5.0 (Linux; Android 14) Chrome/120.0") for _ in range(2)]
    page = here.get("/compte/securite/").content.decode()
    assert ("Firefox, Windows" in page, page.count('<th scope="row">Chrome, Android')) == (True, 2)
    named = UserSession.objects.get(session_key=others[0].session.session_key)
    foreign = UserSession.objects.get(session_key=stranger.session.session_key)
    here.post(reverse("usersessions_list"), {"session": named.pk})
    here.post(reverse("usersessions_list"), {"session": foreign.pk})
    assert [is_in(each) for each in (here, *others, stranger)] == [True, False, True, True]
    here.post(reverse("usersessions_list"))
    assert [is_in(each) for each in (here, *others, stranger)] == [True, False, False, True]


def test_an_administrator_ends_the_sessions_of_their_own_people_and_a_closed_account_ends_its_own(person):
    administrator = make_user(Role.ADMINISTRATEUR, person.memberships.get().body)
    foreign = make_user(Role.LECTEUR, make_body())
    first, stranger, office = sign_in(person), sign_in(foreign), sign_in(administrator)
    chosen = {"action": "end_sessions", "_selected_action": [person.pk, foreign.pk]}
    office.post("/administration/accounts/user/", chosen)
    assert [is_in(each) for each in (first, stranger, office)] == [False, True, True]
    assert SecurityEvent.objects.get(kind="session_fermee").subject == person
    second = sign_in(person)
    assert is_in(second)
    for is_active in (False, True):
        change_access(person=person, is_active=is_active, actor=administrator, way=Way.FORM)
        # Also once the account is open again: whoever held the session has to sign in.
        assert not is_in(second)


def test_nobody_registers_alone_and_a_deactivated_account_stays_outside(person, client):
    assert client.get("/connexion/inscription/")["Location"] == "/connexion/"
    person.is_active = False
    person.save()
    answer = client.post("/connexion/", {"username": "camille", "password": PASSWORD}, follow=True)
    assert "Ce compte est désactivé" in answer.content.decode()
    assert not is_in(client)


def test_a_page_of_who_is_signed_in_reads_and_writes_nothing_more(person):
    client = sign_in(person)
    with CaptureQueriesContext(connection) as asked:
        client.get("/aide/")
    tables = [table for each in asked for table in re.findall(r'FROM "(\w+)"', each["sql"])]
    # The session, the person, whether something is a demonstration, their roles.
    assert tables == ["django_session", "accounts_user", "commitments_contract", "accounts_membership"]
