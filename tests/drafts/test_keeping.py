"""Whose texts are kept, for whom, how long, and what never is."""

import pytest
from django.test import Client

from accounts.drafts.keeping import AT_MOST, LARGEST
from accounts.drafts.marks import Mark
from accounts.drafts.receipts import COOKIE
from accounts.models import KeptPost, User
from accounts.rights import Role
from commitments.models import Contract
from indicators.models import Indicator
from tests.factories import PASSWORD, make_user
from tests.support.forms import forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
TEXT = "une cause connue du seul service"


@pytest.fixture
def page(contract: Contract, indicator: Indicator, manager: User, client: Client) -> str:
    client.force_login(manager)
    return f"/{contract.body.code}/{contract.code}/R1/2025-09/"


def filled(client: Client, page: str, **typed: str) -> dict[str, str]:
    """The form of the month as it is shown, with these texts."""
    forms = forms_of(client.get(page).content.decode(), page)
    form = next(each for each in forms if each.label.startswith("Saisie"))
    shown = {name: text for name, text in form.values() if name}
    return shown | {"numerator": "96", "denominator": "100", "comment": TEXT} | typed


def sign_in(client: Client, user: User, following: str) -> str:
    data = {"username": user.username, "password": PASSWORD, "next": following}
    return client.post("/connexion/", data, follow=True).content.decode()


def test_the_sign_in_page_names_what_waits_and_shows_none_of_it(
    client: Client, page: str, manager: User
) -> None:
    sent = filled(client, page)
    client.logout()
    door = client.post(page, sent, follow=True).content.decode()
    assert "Saisie de R1 – septembre 2025" in door
    assert TEXT not in door
    shown = sign_in(client, manager, page)
    assert f"\n{TEXT}</textarea>" in shown
    assert 'value="96"' in shown
    assert "Votre texte est revenu" in shown


def test_an_accepted_form_is_forgotten_here_and_by_the_browser(
    client: Client, page: str, manager: User
) -> None:
    sent = filled(client, page)
    client.logout()
    client.post(page, sent)
    kept = KeptPost.objects.get()
    sign_in(client, manager, page)
    answer = client.post(page, sent | {"brouillon-pages": "m1abc-m2def-"})
    assert answer.status_code == 302
    # Of the pages that sent it: what another tab typed in the same form is not named, and stays.
    assert answer.cookies[COOKIE].value == f"{kept.key}-m1abc-m2def-"
    assert not KeptPost.objects.exists()


def test_nobody_else_sees_it_nor_throws_it_away(
    client: Client, page: str, manager: User, contract: Contract
) -> None:
    sent = filled(client, page)
    client.logout()
    client.post(page, sent)
    other = make_user(Role.CONTROLEUR, contract.body)
    shown = sign_in(client, other, page)
    assert TEXT not in shown
    assert "data-kept" not in shown
    key = KeptPost.objects.get().key
    assert client.post("/compte/textes-gardes/jeter/", {"formulaire": key}).status_code == 404
    client.logout()
    assert TEXT in sign_in(client, manager, page)


def test_it_is_thrown_away_by_its_author(client: Client, page: str, manager: User) -> None:
    client.post(page, filled(client, page, numerator="x"))
    assert TEXT in client.get(page).content.decode()
    answer = client.post("/compte/textes-gardes/jeter/", {"formulaire": KeptPost.objects.get().key})
    assert answer["Location"] == page
    assert TEXT not in client.get(page).content.decode()


def test_other_pages_name_it_until_then(client: Client, page: str, contract: Contract) -> None:
    client.post(page, filled(client, page, numerator="x"))
    elsewhere = client.get(f"/{contract.body.code}/{contract.code}/").content.decode()
    assert f'<a href="{page}">Retrouver ce texte' in elsewhere
    assert TEXT not in elsewhere


@pytest.mark.parametrize("mark", ["", "x", "WzEsIi8iLCJ4Il0:1vAkoK:3vw5GKSIB"])
def test_a_mark_of_nobody_keeps_nothing(client: Client, page: str, mark: str) -> None:
    sent = filled(client, page) | {"brouillon": mark}
    client.logout()
    assert client.post(page, sent).status_code == 302
    assert not KeptPost.objects.exists()


def test_an_old_mark_keeps_nothing(client: Client, page: str, in_october_2025) -> None:  # type: ignore[no-untyped-def]
    sent = filled(client, page)
    client.logout()
    in_october_2025.shift(31 * 24 * 3600)
    client.post(page, sent)
    assert not KeptPost.objects.exists()


def test_the_mark_of_somebody_who_left_keeps_nothing(client: Client, page: str, manager: User) -> None:
    sent = filled(client, page)
    client.logout()
    User.objects.filter(pk=manager.pk).update(is_active=False)
    client.post(page, sent)
    assert not KeptPost.objects.exists()


def test_it_is_gone_after_a_week(client: Client, page: str, in_october_2025) -> None:  # type: ignore[no-untyped-def]
    client.post(page, filled(client, page, numerator="x"))
    in_october_2025.shift(8 * 24 * 3600)
    manager = User.objects.get(username="camille")
    assert TEXT not in sign_in(client, manager, page)
    client.logout()
    sign_in(client, manager, page)
    assert not KeptPost.objects.exists()


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        ({"Origin": "http://testserver"}, 1),
        ({"Sec-Fetch-Site": "same-origin"}, 1),
        ({"Referer": "http://testserver/"}, 1),
        ({"Origin": "https://ailleurs.example"}, 0),
        ({"Origin": "null"}, 0),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 0),
        ({}, 0),
    ],
)
def test_another_site_puts_no_words_into_a_form(
    client: Client, page: str, manager: User, headers: dict[str, str], kept: int
) -> None:
    sent = filled(client, page) | {"csrfmiddlewaretoken": "x"}
    strict = Client(enforce_csrf_checks=True, headers=headers)
    strict.force_login(manager)
    answer = strict.post(page, sent)
    assert answer.status_code == (302 if kept else 403)
    assert KeptPost.objects.count() == kept


def test_the_form_of_another_person_is_kept_for_them(
    client: Client, page: str, manager: User, contract: Contract
) -> None:
    sent = filled(client, page) | {"csrfmiddlewaretoken": "x"}
    strict = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    strict.force_login(make_user(Role.CONTROLEUR, contract.body))
    answer = strict.post(page, sent)
    assert answer.status_code == 403
    assert "son texte est gardé pour elle" in answer.content.decode()
    assert KeptPost.objects.get().person == manager


def test_neither_passwords_nor_tokens_nor_the_largest_texts(client: Client, page: str) -> None:
    texts = {"password1": "un secret", "appreciation": "x" * LARGEST, "numerator": "nul\0"}
    sent = filled(client, page, **texts)
    client.logout()
    client.post(page, sent)
    kept = dict(KeptPost.objects.get().pairs)
    assert not {"password1", "appreciation", "csrfmiddlewaretoken", "brouillon"} & set(kept)
    assert kept["numerator"] == "nul"
    assert kept["comment"] == TEXT


def test_a_person_has_so_many_at_most(client: Client, page: str, manager: User) -> None:
    sent = filled(client, page)
    client.logout()
    for rank in range(AT_MOST + 3):
        client.post(page, sent | {"brouillon": Mark(manager.pk, page, f"{rank}").signed()})
    labels = set(KeptPost.objects.values_list("label", flat=True))
    assert labels == {str(rank) for rank in range(3, AT_MOST + 3)}


def test_what_was_typed_is_in_no_log(
    client: Client, page: str, manager: User, caplog: pytest.LogCaptureFixture
) -> None:
    sent = filled(client, page, numerator="8765,4321")
    client.logout()
    client.post(page, sent)
    sign_in(client, manager, page)
    assert "8765" not in caplog.text
    assert "seul service" not in caplog.text
