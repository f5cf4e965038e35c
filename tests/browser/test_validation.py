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
MONTHS = [Month(YEAR, number) for number in range(1, 7)]


@pytest.fixture
def contract() -> Contract:
    """Six months of one indicator, handed over by its manager."""
    contract = make_contract(first_year=YEAR, last_year=YEAR + 1)
    indicator = make_indicator(contract, targets=every_year("80", "90", YEARS), first_year=YEAR)
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, indicator)
    for month in MONTHS:
        enter(indicator, str(month), pair(95, 100), actor=manager)
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
        tab_to(page, page.get_by_role("checkbox", name=f"{french.sentence(named(month))} de R1"))
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
