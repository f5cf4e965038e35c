"""A manager reads again what is to be submitted, answers a return, submits, and takes it back, by keyboard alone."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.state import State
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.models import MonthlyActual
from indicators.recording import MonthStep, return_
from tests.browser.helpers import tab_to
from tests.factories import assign, enter, every_year, make_contract, make_indicator, make_user, pair

type SignIn = Callable[[User], None]

YEAR = localdate().year - 1
RETURNED, READY, DOUBTFUL = (Month(YEAR, number) for number in (8, 9, 10))


@pytest.fixture
def contract() -> Contract:
    return make_contract(first_year=YEAR, last_year=YEAR + 1)


@pytest.fixture
def manager(contract: Contract) -> User:
    """Seven validated months, one returned, one ready, one doubtful without a comment."""
    indicator = make_indicator(
        contract, targets=every_year("80", "90", range(YEAR, YEAR + 2)), first_year=YEAR
    )
    manager = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    assign(manager, indicator)
    for number in range(1, 10):
        enter(indicator, f"{YEAR}-{number:02}", pair(90 + number % 4, 100), actor=manager, comment="RAS")
    enter(indicator, str(DOUBTFUL), pair(1, 100), actor=manager)
    return_(
        contract=contract,
        steps=[MonthStep(indicator, RETURNED, 1)],
        reason="dénominateur à vérifier",
        actor=None,
        origin=Origin.COMMAND,
    )
    return manager


def state(month: Month) -> str:
    return MonthlyActual.objects.select_related("current").get(month=month.first_day).current.state


def test_read_again_answer_comment_submit_and_take_back(
    page: Page, contract: Contract, manager: User, sign_in: SignIn
) -> None:
    sign_in(manager)
    page.goto(f"/{contract.body.code}/{contract.code}/saisie/soumettre/?annee={YEAR}")
    returned, doubtful = page.locator(f"#R1-{RETURNED}"), page.locator(f"#R1-{DOUBTFUL}")
    expect(page.locator(f"#R1-{READY} input[type=checkbox]")).to_be_checked()
    expect(returned.get_by_role("checkbox")).not_to_be_checked()
    expect(doubtful.get_by_role("checkbox")).not_to_be_checked()
    for row, text in ((returned, "vérifié, exact"), (doubtful, "panne de l’outil")):
        tab_to(page, row.get_by_role("checkbox"))
        page.keyboard.press("Space")
        tab_to(page, row.locator("textarea"))
        page.keyboard.type(text)
    tab_to(page, page.get_by_role("button", name="Soumettre les mois cochés"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("soumis")
    assert {state(RETURNED), state(READY), state(DOUBTFUL)} == {State.SOUMIS}

    page.goto(f"/{contract.body.code}/{contract.code}/saisie/soumettre/?annee={YEAR}")
    tab_to(page, page.locator(f"#R1-{READY}").get_by_role("checkbox"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Retirer les soumissions cochées"))
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Une soumission retirée")
    assert (state(READY), state(RETURNED)) == (State.SAISI, State.SOUMIS)
