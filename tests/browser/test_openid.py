"""From a first sign-in at the provider to the pages, and out again, in a browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.rights import Role
from accounts.sign_on.openid import discovery
from tests.browser.test_signing_in import looked_at
from tests.browser.watch import Watch
from tests.factories import make_contract, make_user
from tests.support.openid import Provider, running

SignIn = Callable[[User], None]
SUBJECT = "identite-de-camille"


@pytest.fixture
def provider(live_server: LiveServer, settings: Any) -> Any:
    with running() as provider:
        discovery.forget()
        settings.OPENID, settings.PUBLIC_URL = provider.configuration(), live_server.url
        provider.signs_userinfo = True
        provider.people[SUBJECT] = {
            "given_name": "Camille",
            "family_name": "Martin",
            "email": "c@caisse.example",
        }
        yield provider


def come(page: Page) -> None:
    page.goto("/connexion/")
    page.get_by_role("link", name="Se connecter avec MonIdentité").click()
    page.locator("input[name=sub]").fill(SUBJECT)
    page.get_by_role("button", name="Authorize", exact=True).click()


def test_a_person_comes_by_the_provider_is_accepted_enters_and_leaves(
    page: Page, provider: Provider, live_server: LiveServer, sign_in: SignIn, watch: Watch
) -> None:
    watch.expect(f"request to another origin: {provider.issuer}")
    # The page of a person who waits has the status of a page that is not open.
    watch.expect("status of 403")
    body = make_contract().body
    administrator = make_user(Role.ADMINISTRATEUR, body, username="alix")
    page.goto("/connexion/")
    assert looked_at(page) == []
    come(page)
    expect(page.get_by_role("heading", name="Votre accès attend d’être accepté")).to_be_visible()
    assert looked_at(page) == []

    sign_in(administrator)
    page.goto("/compte/")
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("link", name="Demandes d’accès").click()
    assert looked_at(page) == []
    page.get_by_label("Rôle").select_option("gestionnaire")
    page.get_by_role("button", name="Accepter Camille Martin").click()
    expect(page.locator(".messages")).to_contain_text("Camille Martin entre dans")
    expect(page.get_by_text("Personne n’attend.")).to_be_visible()
    page.context.clear_cookies()

    come(page)
    page.goto("/compte/")
    expect(page.get_by_text("Camille Martin, identifiant")).to_be_visible()
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page).to_have_url(re.compile(rf"^{provider.issuer}/oauth2/end_session\?id_token_hint="))
    page.get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(rf"^{live_server.url}/connexion/\?state="))
    page.goto("/compte/")
    expect(page).to_have_url(f"{live_server.url}/connexion/?next=/compte/")
