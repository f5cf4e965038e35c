"""What people come for, in a real browser on a running address: sign in, enter a month, see attainment change, take the
quarter's file. For the demonstration's contract and accounts.
"""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.support.chromium import WAIT_MILLISECONDS

PASSWORD = "cpg-demo-2027"
CONTRACT = "/carsat-pdl/cpg-2023-2027/"
INDICATOR = "R6"
MONTH, MONTH_NAME, QUARTER = "2023-01", "janvier 2023", "2023T1"
FIGURE = re.compile(r"[^0-9-]")
FOLLOWS_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Walked:
    """The month before, the entered value, and the row of the quarter's file before and after."""

    before: int
    entered: int
    file_before: int
    file_after: int

    @property
    def follows(self) -> bool:
        """The indicator is a sum: the quarter changes by what the month does."""
        return self.file_after - self.file_before == self.entered - self.before != 0


def walk(browser: Browser, base: str) -> Walked:
    """Raises AssertionError, or Playwright's, where a step is not as people expect it."""
    context = browser.new_context(
        base_url=base, locale="fr-FR", timezone_id="Europe/Paris", accept_downloads=True
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    try:
        page = context.new_page()
        sign_in(page)
        file_before = quarter_value(page)
        before = shown_value(page)
        entered = before + 1
        enter(page, entered)
        for _ in range(FOLLOWS_SECONDS):
            if shown_value(page) == entered:
                break
            page.wait_for_timeout(1000)
        expect(page.locator(".m-valeur.ici")).to_have_text(re.compile("[0-9]"))
        assert shown_value(page) == entered, "attainment does not follow the entry"
        return Walked(before, entered, file_before, quarter_value(page))
    finally:
        context.close()


def sign_in(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Identifiant").fill("gestionnaire")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_url(re.compile(re.escape(CONTRACT) + "qui-doit-quoi/$"))


def shown_value(page: Page) -> int:
    page.goto(f"{CONTRACT}{INDICATOR}/?mois={MONTH}")
    return figure(page.locator(".m-valeur.ici").inner_text())


def enter(page: Page, value: int) -> None:
    page.goto(f"{CONTRACT}{INDICATOR}/{MONTH}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(MONTH_NAME)
    page.locator("input[name=value]").fill(str(value))
    page.get_by_label("Commentaire").fill("parcours de contrôle")
    reason = page.get_by_label("Motif de la correction")
    # One's own draft is changed without a reason.
    if reason.count():
        reason.fill("parcours de contrôle")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.locator(".messages").or_(page.locator(".avis")).first).to_contain_text("enregistrée")


def quarter_value(page: Page) -> int:
    """The indicator's value to date, as the quarter's file says it."""
    page.goto(f"{CONTRACT}arretes/{QUARTER}/")
    with page.expect_download() as waiting:
        page.locator(f"a[href$='/{QUARTER}/excel-fr/']").first.click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    row = next(
        row for row in csv.DictReader(text.splitlines(), delimiter=";") if row["indicateur"] == INDICATOR
    )
    return figure(row["valeur_a_date"])


def figure(text: str) -> int:
    """A whole number written as French does; R6 has no decimals."""
    return int(FIGURE.sub("", text))
