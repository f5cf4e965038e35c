"""A person who has a keyboard and no mouse."""

import pytest
from playwright.sync_api import Locator, Page

TABS_AT_MOST = 80


def tab_to(page: Page, wanted: Locator) -> None:
    """Reach an element with the Tab key alone."""
    for _ in range(TABS_AT_MOST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("this element is not reached with the Tab key")
