"""Whether a page holds in its screen."""

from playwright.sync_api import Page


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the screen, once its style is there: a click gives back a page that may
    still be loading.
    """
    page.wait_for_load_state()
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
