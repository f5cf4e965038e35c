"""Answers that come in another order than they were asked for."""

from collections.abc import Callable

from django.utils.timezone import localdate
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from accounts.rights import Role
from indicators.domain.model import Aggregation
from tests.factories import assign, every_year, make_contract, make_indicator, make_user

type SignIn = Callable[[User], None]

YEAR = localdate().year - 1
READ_AGAIN = "address => fetch(address).then((answer) => answer.text())"


def test_beside_the_grid_stands_the_month_one_is_on_even_if_an_earlier_one_is_answered_later(
    page: Page, sign_in: SignIn
) -> None:
    contract = make_contract(first_year=YEAR, last_year=YEAR + 1)
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    for _ in range(2):
        assign(manager, make_indicator(
            contract, aggregation=Aggregation.SOMME, unit="dossiers",
            targets=every_year("80", "90", range(YEAR, YEAR + 2)), first_year=YEAR,
        ))  # fmt: skip
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/R1/{YEAR}-01/detail/", hold, times=1)
    sign_in(manager)
    page.goto(f"/{contract.body.code}/{contract.code}/saisie/?annee={YEAR}")
    expect(page.locator("#saisie[data-ready]")).to_have_count(1)
    heading = page.locator("#detail").get_by_role("heading")
    with page.expect_request("**/detail/"):
        page.locator(f'[name="R1/{YEAR}-01/value"]').focus()
    page.locator(f'[name="R2/{YEAR}-01/value"]').focus()
    expect(heading).to_have_text(f"R2, janvier {YEAR}")
    with page.expect_response("**/detail/"):
        held[0].continue_()
    # A second answer, so that the first has had its effect.
    page.evaluate(READ_AGAIN, held[0].request.url)
    expect(heading).to_have_text(f"R2, janvier {YEAR}")
    page.locator(f'[name="R1/{YEAR}-01/value"]').focus()
    expect(heading).to_have_text(f"R1, janvier {YEAR}")
