"""Choice of reminders on the account page."""

import re
from datetime import date

import pytest

from accounts.models import OutboxMail, User
from accounts.outbox import Letter, post
from accounts.rights import Role
from tests.factories import make_body, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
ADDRESS = "/compte/rappels/"


@pytest.fixture
def user(client):
    user = make_user(Role.GESTIONNAIRE, make_body(), username="camille")
    client.force_login(user)
    return user


def choose(client, rhythm="each", until=""):
    return client.post(ADDRESS, {"rappels-rhythm": rhythm, "rappels-absent_until": until}, follow=True)


def text_of(response):
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def test_one_mail_a_week_and_back(client, user):
    assert "viendront : un courriel par semaine, le lundi." in text_of(choose(client, "week"))
    assert User.objects.get().wants_weekly_digest is True
    assert re.search(r'value="week"[^>]*\schecked', text_of(client.get("/compte/")))
    assert "viendront : à chaque occasion." in text_of(choose(client, "each"))
    assert User.objects.get().wants_weekly_digest is False


def test_an_absence_has_a_last_day_to_come_and_can_be_taken_back(client, user):
    assert "Jusqu’au 31/10/2025, vos suppléants" in text_of(choose(client, until="2025-10-31"))
    assert User.objects.get().absent_until == date(2025, 10, 31)
    assert 'value="2025-10-31"' in text_of(client.get("/compte/"))
    choose(client)
    assert User.objects.get().absent_until is None


@pytest.mark.parametrize(
    ("rhythm", "until", "message"),
    [
        ("each", "2025-10-19", "Ce jour est passé"),
        ("each", "demain", "Écrivez ce jour comme"),
        ("jamais", "", "jamais"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(client, user, rhythm, until, message):
    response = choose(client, rhythm, until)
    assert response.status_code == 422
    assert message in text_of(response)
    assert User.objects.get().absent_until is None


def test_an_absence_that_is_over_is_not_proposed_again(client, user):
    User.objects.update(absent_until=date(2025, 10, 19))
    assert "2025-10-19" not in text_of(client.get("/compte/"))


def test_only_by_post_and_signed_in(client, user):
    assert client.get(ADDRESS).status_code == 405
    client.logout()
    assert client.post(ADDRESS)["Location"].startswith("/connexion/")


def test_the_page_says_where_mails_go_or_that_they_go_nowhere(client, user):
    assert "pas d’adresse de courriel" in text_of(client.get("/compte/"))
    User.objects.update(email="camille@exemple.invalid")
    assert "<b>camille@exemple.invalid</b>" in text_of(client.get("/compte/"))


def test_an_administrator_sees_whether_mails_went_and_not_what_they_say(client, user):
    body = user.memberships.get().body
    stranger = make_user(Role.GESTIONNAIRE, make_body(), username="ailleurs")
    for each in (user, stranger):
        post(user=each, letter=Letter("rappel", f"rappel/{each.pk}", "objet gardé", "texte gardé"))
    OutboxMail.objects.update(error="TimeoutError: pas de réponse")
    client.force_login(make_user(Role.ADMINISTRATEUR, body))
    page = text_of(client.get("/administration/accounts/outboxmail/"))
    assert "TimeoutError" in page
    assert "camille" in page
    assert "ailleurs" not in page
    one = text_of(client.get(f"/administration/accounts/outboxmail/{user.mails.get().pk}/change/"))
    assert "TimeoutError" in one
    assert "texte gardé" not in one
