"""In Chromium: a passkey signs in and confirms; sessions are listed and ended; a token asks who it is."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from tests.browser.test_accessibility import violations
from tests.browser.watch import Watch
from tests.factories import PASSWORD, make_body, make_user

SECURITY = "/compte/securite/"


@pytest.fixture
def person(settings: LazySettings) -> User:
    """Whose role asks for a second factor, and who confirms what matters most."""
    settings.SECOND_FACTOR_ROLES, settings.CONFIRM_MINUTES = ("controleur",), 15
    settings.SESSION_IDLE_MINUTES = 60
    return make_user(Role.CONTROLEUR, make_body(), username="camille")


def open_session(page: Page, person: User) -> None:
    page.goto("/connexion/")
    page.get_by_label("Identifiant").fill(person.username)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def confirm(page: Page) -> None:
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_sessions_are_listed_and_ended_and_a_token_asks_who_it_is(
    page: Page, settings: LazySettings, sign_in: Callable[[User], None]
) -> None:
    settings.CONFIRM_MINUTES = 15
    person = make_user(Role.LECTEUR, make_body(), username="camille")
    sign_in(person)
    page.goto("/compte/")
    site = page.url.removesuffix("/compte/")
    browser = page.context.browser
    assert browser
    other = browser.new_context(base_url=site).new_page()
    open_session(other, person)
    other.goto(SECURITY)
    expect(other.get_by_role("row")).to_have_count(2)
    page.get_by_label("Usage").fill("entrepôt de données")
    page.get_by_role("button", name="Créer le jeton").click()
    confirm(page)
    expect(page.get_by_label("Usage")).to_have_value("entrepôt de données")
    page.get_by_role("button", name="Créer le jeton").click()
    expect(page.get_by_text("cpg_").first).to_be_visible()

    third = browser.new_context(base_url=site).new_page()
    open_session(third, person)
    other.reload()
    other.get_by_role("button", name=re.compile("Fermer la session")).first.click()
    expect(other.get_by_role("row")).to_have_count(2)
    third.goto(SECURITY)
    heading(third, "Connexion")
    other.context.close()
    third.context.close()


def test_a_passkey_signs_in_alone_and_confirms(page: Page, person: User, watch: Watch) -> None:
    # Chromium advises RSA too, for devices that have nothing else.
    watch.expect("pubKeyCredParams")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    key = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    open_session(page, person)
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    confirm(page)
    expect(page.get_by_role("button", name="Ajouter")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Ajouter").click()
    heading(page, "Codes de secours")
    page.goto(SECURITY)
    expect(page.get_by_text("qui connecte à elle seule")).to_be_visible()
    page.context.clear_cookies()

    page.goto("/connexion/?next=/compte/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    heading(page, "Mon compte")
    # Not yet confirmed for a change of factors: by the key, from the page that asks for the password.
    page.goto(SECURITY)
    page.get_by_role("link", name=re.compile("Retirer")).click()
    page.get_by_role("link", name="Confirmer par une clé d’accès").click()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    heading(page, "Retirer la clé «\u00a0Clé d’accès\u00a0»")
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("ajoutez-en un autre avant de retirer celui-ci")).to_be_visible()
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).exists()
    page.context.clear_cookies()

    open_session(page, person)
    heading(page, "Second facteur")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/$"))
    page.goto("/compte/")
    heading(page, "Mon compte")
    page.context.clear_cookies()

    # Another device, without any key.
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/connexion/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_text("Aucune clé d’accès n’a répondu")).to_be_visible()
