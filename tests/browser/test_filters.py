"""A filter acts when it is chosen; with the keyboard only when it is confirmed, and the focus stays where it was."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from indicators.domain.model import Direction
from indicators.jobs import sweep
from tests.browser.helpers import tab_to
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair


def test_filters_act_when_chosen_and_wait_for_enter_with_the_keyboard(
    page: Page, sign_in: Callable[[User], None]
) -> None:
    contract = make_contract()
    for direction, targets in ((Direction.HAUSSE, ("80", "90")), (Direction.BAISSE, ("90", "80"))):
        found = make_indicator(contract, direction=direction, targets=every_year(*targets))
        for month in ("2024-01", "2024-02"):
            enter(found, month, pair(95, 100))
    sweep()
    home = f"/{contract.body.code}/{contract.code}/"
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(f"{home}?mois=2024-01")
    way, count = page.locator("select[name=sens]"), page.locator(".filtres output")
    expect(page.get_by_text("Un choix agit aussitôt").last).to_be_visible()

    # Chosen from the open list: the page follows, the focus is on the list again.
    way.select_option(index=1)
    expect(count).to_have_text("1 sur 2")
    expect(way).to_be_focused()
    assert "sens=" in page.url

    # Arrows only move. Enter acts.
    tab_to(page, way)
    page.keyboard.press("ArrowUp")
    expect(way).to_have_value("")
    page.wait_for_timeout(300)
    expect(count).to_have_text("1 sur 2")
    page.keyboard.press("Enter")
    expect(count).to_have_text("2 indicateurs")
    expect(way).to_be_focused()

    # Back: what is chosen is what the page shows.
    page.go_back()
    expect(count).to_have_text("1 sur 2")
    expect(way).not_to_have_value("")

    # A group of buttons, by pointer; the bar of the period is a form of its own.
    page.goto(f"{home}?mois=2024-01")
    page.locator("label.puce", has_text="Atteint").first.click()
    page.wait_for_url("**statut=atteint**")
    expect(page.get_by_role("radio", name="Atteint")).to_be_focused()
    page.get_by_label("Situation à fin").select_option("2024-02")
    page.wait_for_url("**mois=2024-02**")
    expect(page.get_by_label("Situation à fin")).to_be_focused()
