"""A controller checks what was handed over, without a mouse: one month is given back, five are accepted."""

import re
from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.models import MonthlyActual
from indicators.recording import MonthStep, lock, submit
from tests.browser.helpers import tab_to
from tests.factories import (
    PASSWORD,
    assign,
    enter,
    every_year,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

type SignIn = Callable[[User], None]

YEAR = localdate().year - 1
YEARS = range(YEAR, YEAR + 2)
ROWS, SCREEN = 89, 900
MONTHS = [Month(YEAR, number) for number in range(1, 7)]


@pytest.fixture
def contract() -> Contract:
    """Six months of one indicator, handed over by its manager."""
    contract = make_contract(first_year=YEAR, last_year=YEAR + 1)
    indicator = make_indicator(contract, targets=every_year("80", "90", YEARS), first_year=YEAR)
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, indicator)
    for month in MONTHS:
        enter(indicator, str(month), pair(95, 100), actor=manager, comment="stable")
    steps = [MonthStep(indicator, month, 1) for month in MONTHS]
    submit(contract=contract, steps=steps, actor=manager, origin=Origin.FORM)
    return contract


def named(month: Month) -> str:
    return french.month_name(month.year, month.number)


def states() -> list[str]:
    return [each.current.state for each in MonthlyActual.objects.select_related("current").order_by("month")]


def test_one_is_returned_and_five_are_validated_with_the_keyboard_alone(
    page: Page, contract: Contract
) -> None:
    make_user(Role.CONTROLEUR, contract.body, username="dominique")
    page.goto("/connexion/")
    expect(page.get_by_label("Identifiant")).to_be_focused()
    page.keyboard.type("dominique")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name=re.compile(r"Validation \(6")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Six mois attendent votre validation")

    first = page.locator(f"#R1-{MONTHS[0]}")
    tab_to(page, first.locator("summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(first.get_by_label("Motif du renvoi")).to_be_focused()
    page.keyboard.type("dénominateur à vérifier")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Un mois renvoyé, avec votre motif.")
    assert states() == [State.RETOURNE, *[State.SOUMIS] * 5]

    for month in MONTHS[1:]:
        tab_to(page, page.get_by_role("checkbox", name=f"Indicateur 1, {named(month)}"))
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Valider les mois cochés"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Cinq mois validés.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aucun mois n’attend de validation")
    assert states() == [State.RETOURNE, *[State.VALIDE] * 5]


def test_a_closed_month_is_reopened_with_the_keyboard_alone(
    page: Page, contract: Contract, sign_in: SignIn
) -> None:
    lock(contract=contract, months=[MONTHS[0]], actor=None, origin=Origin.COMMAND)
    sign_in(make_user(Role.CONTROLEUR, contract.body, username="dominique"))
    page.goto(f"/{contract.body.code}/{contract.code}/R1/{MONTHS[0]}/")
    tab_to(page, page.get_by_role("link", name=f"Rouvrir {named(MONTHS[0])}"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/mois-clos/**")
    tab_to(page, page.locator("summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("erreur de report")
    tab_to(page, page.get_by_role("button", name=f"Rouvrir {named(MONTHS[0])}"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aucun mois n’est clos\u202f; un est rouvert")
    expect(page.get_by_text("par dominique")).to_be_visible()


@pytest.fixture
def long_queue() -> Contract:
    """Eighty-nine months that wait, each with a comment, some of them doubtful."""
    contract = make_contract(first_year=YEAR - 1, last_year=YEAR + 1)
    years = range(YEAR - 1, YEAR + 2)
    left = ROWS
    while left:
        indicator = make_indicator(contract, targets=every_year("80", "90", years), first_year=YEAR - 1)
        count = min(left, 12)
        months = [Month(YEAR, 1).plus(rank) for rank in range(count)]
        for rank, month in enumerate(months):
            fact = pair(88 + rank if rank % 11 else 9, 100)
            enter(
                indicator, str(month), fact, comment="Repris du tableau de suivi, après contrôle des dossiers"
            )
        steps = [MonthStep(indicator, month, 1) for month in months]
        submit(contract=contract, steps=steps, actor=None, origin=Origin.FORM)
        left -= count
    return contract


def test_eighty_nine_months_take_five_screens_and_the_bar_stays_in_view(
    page: Page, long_queue: Contract, sign_in: SignIn
) -> None:
    page.set_viewport_size({"width": 1440, "height": SCREEN})
    sign_in(make_user(Role.CONTROLEUR, long_queue.body))
    page.goto(f"/{long_queue.body.code}/{long_queue.code}/validation/")
    rows = page.locator(".mois-attendu")
    expect(rows).to_have_count(ROWS)
    assert page.evaluate("document.documentElement.scrollHeight") <= 5 * SCREEN
    bar = page.get_by_role("button", name="Valider les mois cochés")
    expect(bar).to_be_in_viewport(ratio=1)
    page.mouse.wheel(0, 2000)
    expect(bar).to_be_in_viewport(ratio=1)


def test_what_has_the_focus_is_never_under_the_bar(page: Page, long_queue: Contract, sign_in: SignIn) -> None:
    page.set_viewport_size({"width": 1440, "height": SCREEN})
    sign_in(make_user(Role.CONTROLEUR, long_queue.body))
    page.goto(f"/{long_queue.body.code}/{long_queue.code}/validation/")
    page.locator('input[name="mois"]').first.focus()
    for _ in range(90):
        page.keyboard.press("Tab")
        bottom, top, is_in_bar = page.evaluate(
            """() => {
                const focused = document.activeElement, bar = document.getElementById("lot");
                return [focused.getBoundingClientRect().bottom, bar.getBoundingClientRect().top, bar.contains(focused)];
            }"""
        )
        assert is_in_bar or bottom <= top
