"""A controller decides a monthly profile in the browser: what past years propose, its effect, then the record of it."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.rights import Role
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.models import ProfileRevision
from tests.browser.watch import Watch
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user

pytestmark = pytest.mark.slow
type SignIn = Callable[[User], None]


def test_a_profile_is_proposed_seen_and_recorded(page: Page, watch: Watch, sign_in: SignIn) -> None:
    year = localdate().year
    contract = make_contract(first_year=year - 1, last_year=year + 1)
    indicator = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="ateliers", decimals=0, first_year=year - 1,
        targets=every_year("1000", "1200", range(year - 1, year + 2)),
    )  # fmt: skip
    for number in range(1, 13):
        enter(indicator, str(Month(year - 1, number)), amount({7: 0, 8: 50}.get(number, 95)))
    sign_in(make_user(Role.CONTROLEUR, contract.body, username="dominique"))
    page.goto(f"/{contract.body.code}/{contract.code}/contrat/")
    page.get_by_role("link", name="Décisions datées").click()
    page.get_by_role("link", name=indicator.label, exact=True).click()
    expect(page.get_by_label("Juillet")).to_have_value("0")
    expect(page.get_by_label("Janvier")).to_have_value("9,5")
    watch.expect("422")
    page.get_by_label("Janvier").fill("9")
    page.get_by_label("Motif").fill("saison")
    page.get_by_role("button", name="Voir l’effet").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Les douze parts font 99,5")
    page.get_by_label("Janvier").fill("9,5")
    page.get_by_role("button", name="Voir l’effet").last.click()
    expect(page.get_by_role("heading", name="L’effet, calculé par les règles")).to_be_visible()
    assert not ProfileRevision.objects.exists()
    page.get_by_role("button", name="Enregistrer la décision").click()
    expect(
        page.get_by_text(f"Indicateur 1 (R1)\u00a0: le profil mensuel de {year} est décidé")
    ).to_be_visible()
    expect(page.get_by_text("Motif\u00a0: «\u00a0saison\u00a0»")).to_be_visible()
    assert ProfileRevision.objects.get().whole > 0
