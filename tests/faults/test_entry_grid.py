"""The entry grid in Chromium on real servers: two people on one cell, and a server that dies in the middle."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.conftest import PASSWORD, FaultStack

pytestmark = pytest.mark.servers

ROUNDS = 30
GRID = "/carsat-pdl/cpg-2023-2027/saisie/?annee=2026"
SETTLED = """([key, sent]) => {
    const place = document.querySelector(`td[data-cell="${key}"]`);
    const field = place.querySelector("input[data-part]");
    return place.matches(".c-refusee") || (field.defaultValue === sent && document.activeElement === document.body);
}"""
SAVED = """() => Object.fromEntries(
    [...document.querySelectorAll("td[data-cell]:is(.c-enregistree, .c-alerte)")]
        .map((place) => [place.dataset.cell, place.querySelector("input[data-part='value']")?.defaultValue])
        .filter(([, text]) => text)
)"""
ONE_IS_SAVED = f"(keys) => Object.keys(({SAVED})()).some((key) => keys.includes(key))"
STORED = """
    SELECT i.code || '/' || to_char(r.month, 'YYYY-MM'), trim_scale(r.value)::text
    FROM indicators_monthlyactual p JOIN indicators_actualrevision r ON r.id = p.current_id
    JOIN indicators_indicator i ON i.id = r.indicator_id WHERE r.value IS NOT NULL
"""


def grid_of(chromium: Browser, stack: FaultStack, username: str) -> Page:
    page = chromium.new_context(base_url=stack.web.url, locale="fr-FR").new_page()
    page.goto("/connexion/")
    page.get_by_label("Identifiant").fill(username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_label("Mot de passe").press("Enter")
    page.wait_for_url("**/cpg-2023-2027/**")
    page.goto(GRID)
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    return page


def stored(stack: FaultStack) -> dict[str, str]:
    return {str(key): str(value) for key, value in stack.ask(STORED)}


def free_keys(page: Page, count: int) -> list[str]:
    """Months of single values that may be typed, of the same line or the next ones."""
    keys: list[str] = page.eval_on_selector_all(
        "input[data-part='value']:not([readonly])",
        "fields => fields.filter((f) => f.value === '').map((f) => f.closest('td').dataset.cell)",
    )
    assert len(keys) >= count
    return keys[:count]


def test_two_browsers_on_one_cell_one_wins_and_one_is_told_each_time(
    chromium: Browser, stack: FaultStack
) -> None:
    pages = [grid_of(chromium, stack, username) for username in ("gestionnaire", "controleur")]
    keys = free_keys(pages[0], ROUNDS)
    for turn, key in enumerate(keys):
        texts = [str(1 + turn), str(51 + turn)]
        for page, text in zip(pages, texts, strict=True):
            page.locator(f'[name="{key}/value"]').fill(text)
        for page in pages:
            page.evaluate("setTimeout(() => document.activeElement.blur(), 30)")
        told = []
        for page, text in zip(pages, texts, strict=True):
            page.wait_for_function(SETTLED, arg=[key, text])
            told.append("c-refusee" in (page.locator(f'td[data-cell="{key}"]').get_attribute("class") or ""))
        assert sorted(told) == [False, True], f"{key}: {told}"
        winner, loser = told.index(False), told.index(True)
        assert stored(stack)[key] == texts[winner]
        question = pages[loser].locator("tr.msg", has_text="Une autre personne a enregistré")
        expect(question).to_contain_text(texts[winner])
        question.get_by_role("button", name="Garder sa valeur").press("Enter")
        expect(pages[loser].locator(f'[name="{key}/value"]')).to_have_value(texts[winner])
    for page in pages:
        page.context.close()


def test_a_server_killed_in_mid_entry_loses_no_cell_that_was_shown_as_saved(
    chromium: Browser, stack: FaultStack
) -> None:
    page = grid_of(chromium, stack, "controleur")
    keys = free_keys(page, 12)
    for rank, key in enumerate(keys):
        page.locator(f'[name="{key}/value"]').fill(str(rank + 1))
        if rank == 7:
            # A busy server may not have answered any of them by now.
            page.wait_for_function(ONE_IS_SAVED, arg=keys)
            stack.web.process.kill()
            shown = page.evaluate(SAVED)
    page.locator("h1").click()
    kept = stored(stack)
    typed_and_shown = {key: text for key, text in shown.items() if key in keys}
    assert typed_and_shown, "nothing was saved before the kill: the test shows nothing"
    assert {key: kept.get(key) for key in typed_and_shown} == typed_and_shown
    expect(page.locator("#avis")).to_contain_text("perdue")
    stack.web.start()
    # A cell on its way is "en cours", and no longer "pas enregistré".
    expect(page.locator("#bilan")).not_to_contain_text(re.compile("pas enregistré|en cours"), timeout=90_000)
    kept = stored(stack)
    assert {key: kept.get(key) for key in keys} == {key: str(rank + 1) for rank, key in enumerate(keys)}
    page.context.close()
