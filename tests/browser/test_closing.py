"""A whole closing by keyboard: a point waived, a month validated in the queue, rows read, then closed and reopened."""

from collections.abc import Callable

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract, Fiche, Origin
from cpg.shared.periods import Quarter
from dashboards.models import QuarterClosing, QuarterReading
from indicators.models import Indicator
from indicators.recording import MonthStep, submit, validate
from tests.browser.helpers import overflow, tab_to
from tests.browser.test_accessibility import violations
from tests.browser.watch import Watch
from tests.factories import enter, every_year, make_contract, make_indicator, make_user, pair

type SignIn = Callable[[User], None]

YEAR = localdate().year - 1
YEARS = range(YEAR, YEAR + 2)
QUARTER = Quarter(YEAR, 1)


@pytest.fixture
def contract() -> Contract:
    """Two fiches of two indicators each; R1 lacks March, R2 waits for its validation in February."""
    contract = make_contract(first_year=YEAR, last_year=YEAR + 1)
    part = contract.parts.get()
    second = Fiche.objects.create(contract=contract, part=part, position=2, title="Seconde fiche")
    for code in ("R1", "R2", "R3", "R4"):
        indicator = make_indicator(
            contract, code=code, targets=every_year("80", "90", YEARS), first_year=YEAR
        )
        months = [month for month in QUARTER.months if (code, month.number) != ("R1", 3)]
        for month in months:
            enter(indicator, str(month), pair(90 + month.number, 100), comment="RAS")
        common = {"contract": contract, "actor": None, "origin": Origin.COMMAND}
        waiting = [month for month in months if (code, month.number) == ("R2", 2)]
        submit(steps=[MonthStep(indicator, month, 1) for month in months], **common)
        validate(steps=[MonthStep(indicator, month, 2) for month in months if month not in waiting], **common)
    Indicator.objects.filter(code__in=("R3", "R4")).update(fiche=second)
    return contract


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Reach it with the Tab key from where the focus is, and press."""
    tab_to(page, wanted)
    page.keyboard.press(key)
    page.wait_for_load_state()


def waive(page: Page, line: str, reason: str) -> None:
    row = page.get_by_role("row", name=line)
    press(page, row.locator("summary", has_text="Lever avec un motif"))
    press(page, row.get_by_role("checkbox").first, "Space")
    tab_to(page, row.get_by_label("Pourquoi"))
    page.keyboard.type(reason)
    press(page, row.get_by_role("button", name="Lever ce qui est coché"))


def test_a_quarter_is_closed_and_reopened_by_keyboard(
    page: Page, contract: Contract, sign_in: SignIn
) -> None:
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    address = f"/{contract.body.code}/{contract.code}/arretes/{QUARTER}/"
    title = page.get_by_role("heading", level=1)
    page.goto(address)
    expect(title).to_contain_text("n’est pas prêt : deux points le retiennent")
    waive(page, "1 valeur manque", "jamais reçu")
    expect(page.get_by_role("row", name="1 valeur manque")).to_contain_text("« jamais reçu »")
    press(page, page.get_by_role("link", name="ouvrir la file"))
    press(page, page.get_by_role("button", name="Valider Indicateur 2").first)
    expect(page.locator(".messages")).to_contain_text("validé")
    page.goto(address)
    expect(title).to_contain_text("Rien ne retient")
    for fiche in (1, 2):
        press(page, page.get_by_role("button", name=f"J’ai lu les deux lignes de la fiche {fiche}"))
    expect(title).to_contain_text("est prêt à clore")
    press(page, page.get_by_role("checkbox", name="J’ai relu les quatre lignes"), "Space")
    press(page, page.get_by_role("button", name="Clore le 1er trimestre"))
    expect(title).to_contain_text("est clos")
    expect(page.get_by_text("Quatre lignes relues, un point levé")).to_be_visible()
    closing = QuarterClosing.objects.get()
    assert [waiver.reason for waiver in closing.waivers.all()] == ["jamais reçu"]
    assert closing.readings.count() == QuarterReading.objects.count() == 4
    press(page, page.locator("summary", has_text="Rouvrir les trois mois"))
    tab_to(page, page.get_by_label("Motif de la réouverture"))
    page.keyboard.type("erreur de report")
    press(page, page.get_by_role("button", name="Rouvrir le 1er trimestre"))
    expect(page.get_by_text("Les trois mois sont rouverts")).to_be_visible()


def test_a_refused_waiver_and_every_part_of_a_checklist(
    page: Page, contract: Contract, sign_in: SignIn, watch: Watch
) -> None:
    watch.expect("409")
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    for scheme, width in (("light", 1280), ("dark", 320)):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"/{contract.body.code}/{contract.code}/arretes/{QUARTER}/")
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
        ticked = page.get_by_role("checkbox", name="(R1), mars").first
        ticked.evaluate("element => { element.value += 'x' }")
        ticked.check()
        page.get_by_label("Pourquoi clore sans ce qui est coché").fill("jamais reçu")
        page.get_by_role("button", name="Lever ce qui est coché").first.click()
        expect(page.get_by_role("alert")).to_contain_text("a changé depuis")
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
        assert violations(page) == []
        assert overflow(page) <= 0
