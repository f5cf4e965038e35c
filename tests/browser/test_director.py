"""A director's five minutes: status, what turned red, why, what if, in committee; on three screens."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.utils.timezone import localdate
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract
from cpg.shared.periods import Month, months_between
from indicators.domain.model import Aggregation
from tests.browser.helpers import overflow
from tests.browser.kept_rows import KeptRows
from tests.factories import (
    amount,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

type SignIn = Callable[[User], None]

YEAR = localdate().year - 1
SHOWN = f"?mois={YEAR}-09&avant={YEAR}-08"
DECEMBER = f"Décembre {YEAR} reste à saisir"
WIDTHS = [1280, 768, 320]
# A4 landscape between its margins, in pixels.
PRINTED_WIDTH = 1032


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> KeptRows:
    return KeptRows(contract_of_a_year_that_is_over, tmp_path_factory.mktemp("kept"))


@pytest.fixture
def contract(kept: KeptRows) -> Contract:
    return kept.contract()


@pytest.fixture
def in_its_october() -> Iterator[None]:
    """A year that is over has no pace and nothing to suppose: those are tried while it runs."""
    with time_machine.travel(f"{YEAR}-10-20T10:00:00+02:00"):
        yield


def contract_of_a_year_that_is_over() -> Contract:
    years = range(YEAR, YEAR + 3)
    contract = make_contract(first_year=years[0], last_year=years[-1])
    ratio = make_indicator(contract, targets=every_year("80", "90", years), first_year=years[0])
    total = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0,
        targets=every_year("1000", "1200", years), first_year=years[0],
    )  # fmt: skip
    for month in months_between(Month(YEAR, 1), Month(YEAR, 9)):
        enter(ratio, str(month), pair(81, 100), comment="Reprise du stock" if month.number == 4 else "")
        enter(total, str(month), amount(60))
    call_command("recompute", verbosity=0)
    return contract


@pytest.mark.usefixtures("in_its_october")
@pytest.mark.parametrize("width", WIDTHS)
def test_five_minutes(page: Page, contract: Contract, sign_in: SignIn, width: int) -> None:
    home = f"/{contract.body.code}/{contract.code}/"
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(home + SHOWN)
    expect(page.get_by_role("heading", level=1)).to_contain_text("pour décembre")
    expect(page.get_by_role("heading", name="Ce que sera décembre")).to_be_visible()
    assert overflow(page) <= 0

    page.locator("label.puce", has_text="Seuil non tenu").click()
    expect(page.get_by_text("1 sur 2", exact=True)).to_be_visible()
    assert overflow(page) <= 0

    page.get_by_role("link", name="Indicateur 2").first.click()
    expect(page.get_by_role("heading", name="Pourquoi ce chiffre")).to_be_visible()
    must = "Il faut encore 660 rendez-vous en 3 mois, d’ici décembre, contre 60 par mois en moyenne depuis janvier."
    expect(page.get_by_text(must)).to_be_visible()
    assert overflow(page) <= 0

    # The module that listens to the slider comes after the page.
    page.wait_for_load_state()
    page.locator("#rythme").fill("220")
    expect(page.locator("[data-suppose-result]")).to_contain_text("1 200")
    expect(page.locator("[data-suppose-result]")).to_contain_text("Atteint")
    page.get_by_role("button", name=re.compile("Et si")).click()
    expect(page).to_have_url(re.compile(r"/et-si/.*rythme=220"))
    expect(page.get_by_role("table", name="Effet sur les scores")).to_contain_text("100,00")
    assert overflow(page) <= 0

    page.goto(home + SHOWN)
    page.get_by_role("link", name="Mode comité de direction").click()
    expect(page.get_by_role("navigation", name="Écrans du comité")).to_contain_text("écran 1 sur")
    page.wait_for_load_state()
    for name in ("depuis août", "décembre", "en retard"):
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("heading", level=1)).to_contain_text(name)
        assert overflow(page) <= 0
    expect(page).to_have_url(re.compile(rf"/comite/retards/\?mois={YEAR}-09"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("décembre")
    page.keyboard.press("Home")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aucun des deux objectifs")
    page.get_by_role("link", name="Quitter").click()
    expect(page).to_have_url(re.compile(rf"/{contract.code}/\?mois={YEAR}-09"))


@pytest.mark.parametrize("size", [(1024, 768), (1440, 900)])
def test_the_first_screen_answers_four_questions_in_two_clicks(
    page: Page, contract: Contract, sign_in: SignIn, size: tuple[int, int]
) -> None:
    """Where do we stand, what turned, what will be missed, who acts: seen without scrolling, then opened."""
    home = f"/{contract.body.code}/{contract.code}/"
    page.set_viewport_size({"width": size[0], "height": size[1]})
    sign_in(make_user(Role.CONTROLEUR, contract.body))
    page.goto(home + SHOWN)
    if page.get_by_role("button", name=re.compile("J’ai compris")).count():
        page.get_by_role("button", name=re.compile("J’ai compris")).click()
    for name in ("Où nous en sommes", "Ce qui a bougé, et pourquoi", "Décisions ouvertes", "Qui doit quoi"):
        assert bottom(page, name) <= size[1], name
    assert bottom(page, DECEMBER) <= size[1]
    row = page.locator(".dec-t tr:not(.groupe)").nth(1).bounding_box()
    assert row is not None
    assert row["y"] + row["height"] <= size[1]
    assert overflow(page) <= 0

    why = page.locator("details[data-why]").first
    why.locator("summary").click()
    expect(why.locator("ol > li").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(why.locator("ol > li").first).to_be_hidden()

    expect(page.locator(".quatre")).to_contain_text("Rien n’a bougé depuis août")
    page.goto(home + SHOWN)
    page.locator(".dec-t").get_by_role("link", name="Indicateur 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Indicateur 1")
    page.goto(home + SHOWN)
    page.locator(".quatre").get_by_role("link", name="Qui doit quoi").click()
    expect(page).to_have_url(re.compile("/qui-doit-quoi/"))


def bottom(page: Page, name: str) -> float:
    """Where a heading ends, from the top of the window."""
    box = page.get_by_role("heading", name=name).bounding_box()
    assert box is not None
    return box["y"] + box["height"]


@pytest.mark.usefixtures("in_its_october")
def test_the_slider_and_the_screens_work_without_javascript(
    page: Page, contract: Contract, sign_in: SignIn
) -> None:
    home = f"/{contract.body.code}/{contract.code}/"
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(f"{home}R2/{SHOWN}")
    page.locator("#rythme").fill("300")
    page.get_by_role("button", name=re.compile("Et si")).click()
    expect(page.locator("#resultat")).to_contain_text("Avec 300 rendez-vous, décembre finirait à 1 440")
    page.goto(f"{home}comite/{SHOWN}")
    page.get_by_role("link", name="Suivant").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("depuis août")
    page.get_by_role("link", name="Index").click()
    page.get_by_role("link", name="Indicateur 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("R1")


def test_in_committee_two_presses_go_two_screens_on_and_back(
    page: Page, contract: Contract, sign_in: SignIn
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/comite/causes/**", hold, times=1)
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(f"/{contract.body.code}/{contract.code}/comite/{SHOWN}")
    page.wait_for_load_state()
    with page.expect_request("**/comite/causes/**"):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    held[0].continue_()
    heading = page.get_by_role("heading", level=1)
    # The first screen's sentence names December too: the address tells which one came.
    page.wait_for_url("**/comite/decembre/**")
    expect(heading).to_contain_text("décembre")
    page.go_back()
    expect(heading).to_contain_text("depuis août")


@pytest.mark.usefixtures("in_its_october")
def test_a_slider_moved_before_its_module_came_is_answered(
    page: Page, contract: Contract, sign_in: SignIn
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/suppose*.js", hold)
    sign_in(make_user(Role.DIRECTION, contract.body))
    with page.expect_request("**/suppose*.js"):
        page.goto(f"/{contract.body.code}/{contract.code}/R2/{SHOWN}", wait_until="commit")
    page.locator("#rythme").fill("300")
    expect(page.locator("[data-suppose-result]")).to_be_empty()
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("[data-suppose-result]")).to_contain_text("1 440")


def test_a_drawing_fits_a_telephone_with_texts_that_are_not_stretched(
    page: Page, contract: Contract, sign_in: SignIn
) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(f"/{contract.body.code}/{contract.code}/R1/{SHOWN}")
    sizes = page.locator(".g2 text").evaluate_all(
        """texts => texts.filter((each) => each.getClientRects().length).map((each) => {
          const { left, right } = each.getBoundingClientRect();
          const { a, d } = each.getScreenCTM();
          return [parseFloat(getComputedStyle(each).fontSize) * a, a / d, left, right];
        })"""
    )
    assert len(sizes) > 8
    assert all(size >= 12 and ratio == 1 and left >= 0 and right <= 320 for size, ratio, left, right in sizes)


@pytest.mark.parametrize("rest", ["", "dossier/", "R1/", "fiches/1/", "engagements/gantt/"])
def test_nothing_is_printed_under_nine_points(
    page: Page, contract: Contract, sign_in: SignIn, rest: str
) -> None:
    """Nine points are twelve pixels, of exponents too. What is wider than paper comes out smaller."""
    make_action(contract, code="E1A1", years=(YEAR,))
    page.set_viewport_size({"width": PRINTED_WIDTH, "height": 700})
    page.emulate_media(media="print")
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(f"/{contract.body.code}/{contract.code}/{rest}")
    small = page.locator("main").evaluate(
        """main => {
          const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
          const found = [];
          while (walk.nextNode()) {
            const { parentElement: held, textContent: text } = walk.currentNode;
            if (!text.trim() || held.closest(".vh, title") || !held.checkVisibility()) continue;
            const scale = held instanceof SVGElement ? held.getScreenCTM().a : held.currentCSSZoom;
            const size = parseFloat(getComputedStyle(held).fontSize) * scale;
            if (size < 11.9) found.push([size, text.trim()]);
          }
          return found;
        }"""
    )
    assert small == []
    assert overflow(page) <= 0


def test_the_chart_is_read_by_the_keyboard_and_kept_as_an_image(
    page: Page, contract: Contract, sign_in: SignIn
) -> None:
    sign_in(make_user(Role.DIRECTION, contract.body))
    page.goto(f"/{contract.body.code}/{contract.code}/R1/{SHOWN}")
    page.get_by_role("button", name="Explorer le graphique, mois par mois").click()
    expect(page.locator("[data-chart-canvas] .main-svg").first).to_be_visible()
    # It takes the focus once all of it is drawn, and answers keys from then on.
    expect(page.locator("[data-chart-canvas]")).to_be_focused()
    ticks = page.locator("[data-chart-canvas] .xtick")
    expect(ticks).to_have_text([str(YEAR), str(YEAR + 1), str(YEAR + 2)])
    # Nothing is to be looked up: the lines are named on the chart.
    expect(page.locator("[data-chart-canvas] .legend")).to_have_count(0)
    expect(page.locator("[data-chart-canvas] .annotation-text").first).to_be_visible()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-chart-said]")).to_contain_text(f"août {YEAR}")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Télécharger l’image (PNG)").click()
    assert downloading.value.suggested_filename == f"R1-{YEAR}-09.png"
    image = downloading.value.path().read_bytes()
    assert image.startswith(b"\x89PNG")
    assert len(image) > 10_000
