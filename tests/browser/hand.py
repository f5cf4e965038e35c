"""What a person does on a page, counted: clicks, keys, and places that they must find first."""

from collections import Counter

from playwright.sync_api import Locator, Page

KEY, CLICK, SEARCH = 0.3, 1.5, 1.5


class Hand:
    """Clicks and types on one page. `counts` holds how often: clicks, keys, places."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.counts: Counter[str] = Counter()

    @property
    def seconds(self) -> float:
        """How long a person takes who neither hurries nor hesitates."""
        return KEY * self.counts["keys"] + CLICK * self.counts["clicks"] + SEARCH * self.counts["places"]

    def click(self, wanted: Locator) -> None:
        wanted.click()
        self.counts.update(clicks=1, places=1)

    def choose(self, wanted: Locator, option: str) -> None:
        """Opens a list and takes one of what it offers."""
        wanted.select_option(option)
        self.counts.update(clicks=2, places=1)

    def choose_file(self, wanted: Locator, name: str, content: str) -> None:
        wanted.set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})
        self.counts.update(clicks=2, places=1)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.counts.update(keys=len(key.split("+")))

    def write(self, text: str) -> None:
        """Where the focus is."""
        self.page.keyboard.type(text)
        self.counts.update(keys=len(text), places=1)
