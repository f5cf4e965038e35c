"""Helpers for pages in a browser: reach an element with the Tab key, measure what overflows the screen."""

import pytest
from playwright.sync_api import Locator, Page

TABS_AT_MOST = 80


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus; fail if it never does."""
    for _ in range(TABS_AT_MOST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("this element is not reached with the Tab key")


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the screen. Waits for its styles first: after a click the page may still
    be loading.
    """
    page.wait_for_load_state()
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def submit_all(page: Page) -> None:
    """In the recap: explain what is doubtful, tick every month, submit."""
    page.wait_for_url("**/saisie/soumettre/**")
    for comment in page.locator('textarea[name^="commentaire/"]').all():
        comment.fill("reprise de l’historique")
    for tick in page.locator('#recapitulatif input[name="mois"]').all():
        tick.check()
    page.get_by_role("button", name="Soumettre les mois cochés").press("Enter")
