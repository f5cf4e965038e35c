"""What two tabs type in one form is kept beside each other, whatever ends them: the person chooses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from accounts.models import User
from commitments.models import Contract
from tests.browser.test_drafts import open_page, write
from tests.browser.watch import Watch
from tests.drafts.every_form import make_everything, make_people
from tests.support.chromium import WAIT_MILLISECONDS
from tests.support.process import wait_until

type SignIn = Callable[[User], None]
FIRST, SECOND = "le premier onglet le sait", "le second onglet sait mieux"
OTHER = ".brouillons .avis:has([data-take])"


@pytest.fixture
def contract() -> Contract:
    return make_everything()


@pytest.fixture
def month(contract: Contract, sign_in: SignIn) -> str:
    sign_in(make_people(contract)[0])
    return f"/{contract.body.code}/{contract.code}/R1/2025-05/"


def leave(dialog: Dialog) -> None:
    dialog.accept()


def wait_until_kept(page: Page, count: int) -> None:
    wait_until(lambda: len(kept(page)) == count, WAIT_MILLISECONDS / 1000, f"{count} drafts")


def kept(page: Page) -> dict[str, str]:
    stored: dict[str, str] = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return {name: text for name, text in stored.items() if name.startswith("brouillon ")}


def comment(page: Page, text: str) -> None:
    before = kept(page)
    page.locator("[name=comment]").fill(text)
    wait_until(lambda: kept(page) != before, WAIT_MILLISECONDS / 1000, "the draft is kept")


def test_neither_of_two_tabs_loses_what_it_typed(page: Page, month: str, contract: Contract) -> None:
    """The second is opened before the first types; the first is closed, and the session ends."""
    second = page.context.new_page()
    for tab in (page, second):
        tab.on("dialog", leave)
        open_page(tab, month)
    comment(page, FIRST)
    comment(second, SECOND)
    # An older text that is decrypted late takes the place of nothing: what is typed again is kept too.
    comment(second, f"{SECOND}, et le redit")
    page.close()
    second.context.clear_cookies(name="session-ouverte")
    expect(second.get_by_role("heading", level=1)).to_have_text("Votre session est terminée")
    open_page(second, month)
    expect(second.locator("[name=comment]")).to_have_value(f"{SECOND}, et le redit")
    expect(second.locator(OTHER)).to_contain_text(FIRST)
    # The person takes the other, and what was in the form stays beside it, also for the next page.
    second.get_by_role("button", name="Mettre cet autre texte dans le formulaire").click()
    expect(second.locator("[name=comment]")).to_have_value(FIRST)
    expect(second.locator(OTHER)).to_contain_text(SECOND)
    expect(second.locator(OTHER)).to_have_count(1)
    expect(second.get_by_text("Brouillon gardé").first).to_be_attached()
    wait_until_kept(second, 2)
    open_page(second, month)
    expect(second.locator("[name=comment]")).to_have_value(FIRST)
    expect(second.locator(OTHER)).to_contain_text(SECOND)
    # What is accepted takes no other text with it.
    second.locator("[name=numerator]").fill("95")
    second.locator("[name=denominator]").fill("100")
    second.get_by_role("button", name="Enregistrer mai 2025").click()
    expect(second.get_by_text("Valeur enregistrée")).to_be_visible()
    assert second.evaluate("Object.keys(localStorage).length") == 1
    open_page(second, month)
    expect(second.locator("[name=comment]")).to_have_value(f"{SECOND}, et le redit")
    second.get_by_role("button", name="Jeter ce brouillon").click()
    assert second.evaluate("Object.keys(localStorage)") == []


def test_a_tab_that_is_open_keeps_what_another_one_went_on_from(page: Page, month: str) -> None:
    """The second is opened after and shows the text of the first; both go on, and neither is lost."""
    page.on("dialog", leave)
    write(page, month, FIRST)
    expect(page.get_by_text("Brouillon gardé dans ce navigateur.").last).to_be_visible()
    second = page.context.new_page()
    second.on("dialog", leave)
    open_page(second, month)
    expect(second.locator("[name=comment]")).to_have_value(FIRST)
    comment(second, SECOND)
    comment(page, f"{FIRST}, encore")
    for tab in (second, page):
        tab.close()
    page = page.context.new_page()
    open_page(page, month)
    expect(page.locator("[name=comment]")).to_have_value(f"{FIRST}, encore")
    expect(page.locator(OTHER)).to_contain_text(SECOND)
    page.get_by_role("button", name="Jeter cet autre texte").click()
    expect(page.locator(OTHER)).to_have_count(0)
    comment(page, "une seule page")
    wait_until_kept(page, 1)


def test_two_grids_keep_their_own_months(page: Page, contract: Contract, month: str, watch: Watch) -> None:
    """Without the server, each grid keeps what it cannot send; the next one sends both."""
    watch.expect("ERR_INTERNET_DISCONNECTED")
    grid = f"/{contract.body.code}/{contract.code}/saisie/?annee=2025"
    second = page.context.new_page()
    for tab in (page, second):
        tab.on("dialog", leave)
        tab.goto(grid)
        expect(tab.locator("#saisie[data-ready]")).to_have_count(1)
    page.context.set_offline(True)
    page.locator('[name="R2/2025-06/value"]').fill("41")
    second.locator('[name="R2/2025-07/value"]').fill("42")
    second.locator('[name="R2/2025-06/value"]').fill("43")
    wait_until_kept(second, 2)
    for tab in (page, second):
        tab.close()
    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(grid)
    expect(page.locator('[name="R2/2025-07/value"]')).to_have_value("42")
    expect(page.locator('[name="R2/2025-06/value"]')).to_have_value("43")
    expect(page.locator("#avis")).to_contain_text("Un autre onglet avait aussi R2, 2025-06 : 41")
