"""Adding a second factor, and signing in with it, in a browser: the pages fit, and axe finds nothing."""

import time

from playwright.sync_api import Page, expect

from accounts.rights import Role
from tests.accounts.test_second_factor import code_of
from tests.browser.helpers import overflow
from tests.browser.test_accessibility import violations
from tests.browser.watch import Watch
from tests.factories import PASSWORD, make_contract, make_user


def type_password(page: Page) -> None:
    page.get_by_label("Mot de passe").fill(PASSWORD)


def looked_at(page: Page) -> list[str]:
    page.set_viewport_size({"width": 320, "height": 800})
    found = [str(each) for each in violations(page)]
    return found + ([f"wider than the screen: {page.url}"] if overflow(page) > 0 else [])


def test_a_second_factor_is_added_then_asked_for(page: Page, watch: Watch) -> None:
    make_user(Role.CONTROLEUR, make_contract().body, username="camille")
    page.goto("/connexion/?next=/compte/securite/")
    page.get_by_label("Identifiant").fill("camille")
    type_password(page)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Ajouter une application de codes").click()
    assert looked_at(page) == []
    type_password(page)
    page.get_by_role("button", name="Confirmer").click()
    secret = page.locator("code.secret").inner_text()
    assert looked_at(page) == []
    # A code that is about to change would be refused.
    if (left := 30 - time.time() % 30) < 5:
        time.sleep(left)
    page.get_by_label("Le code que l’application affiche").fill(code_of(secret))
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_role("heading", name="Codes de secours")).to_be_visible()
    assert looked_at(page) == []
    recovery = page.locator("ul.codes code").first.inner_text()
    page.context.clear_cookies()
    page.goto("/connexion/?next=/compte/")
    page.get_by_label("Identifiant").fill("camille")
    type_password(page)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Second facteur")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name="Mon compte")).to_be_visible()
    assert watch.complaints() == []
