"""A controller neutralises by keyboard: chooses, is refused at the top of the page, follows the link, records."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from indicators.models import NeutralisationRevision
from tests.browser.helpers import overflow
from tests.browser.test_accessibility import violations
from tests.browser.watch import Watch
from tests.factories import every_year, make_contract, make_indicator, make_user

FEBRUARY = re.compile(r"Février 2024\s?, Indicateur 2")


def test_a_refusal_leads_to_its_field_and_the_act_is_recorded(
    page: Page, sign_in: Callable[[User], None], watch: Watch
) -> None:
    watch.expect("422")
    contract = make_contract()
    for _ in range(2):
        make_indicator(contract, targets=every_year("80", "90"))
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto(f"/{contract.body.code}/{contract.code}/neutralisations/decider/")
    page.get_by_label("Premier mois").first.select_option("2024-01")
    page.get_by_label("Dernier mois").first.select_option("2024-02")
    page.get_by_label("Codes").fill("R1-R2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Neutraliser 4\u00a0périodes de 2\u00a0indicateurs"
    )
    page.get_by_role("checkbox", name=FEBRUARY).press("Space")
    page.get_by_role("button", name="Neutraliser ce qui est coché").press("Enter")
    link = page.get_by_role("alert").get_by_role("link", name="Motif")
    expect(page.get_by_role("checkbox", name=FEBRUARY)).not_to_be_checked()
    assert violations(page) == []
    assert overflow(page) <= 0
    link.press("Enter")
    expect(page.get_by_label("Motif de la décision")).to_be_focused()
    page.keyboard.type("incident national")
    page.get_by_role("button", name="Neutraliser ce qui est coché").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trois périodes sont neutralisées")
    assert violations(page) == []
    assert overflow(page) <= 0
    assert NeutralisationRevision.objects.count() == 3
