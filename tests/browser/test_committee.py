"""Every screen of the committee on a projector: whole at 1280 × 720 and 1920 × 1080, with texts read from afar; and on
its sheet of paper.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils.timezone import localdate
from playwright.sync_api import Page

from accounts.models import User
from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, months_between
from dashboards.resolutions.acts import Decided, take
from indicators.domain.model import Aggregation
from indicators.models import Indicator
from tests.factories import (
    amount,
    assign,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

type SignIn = Callable[[User], None]

YEAR = localdate().year - 2
LONG = "Un nom court aussi long qu’il est permis ici"
# An A4 sheet without its margins, in pixels.
SHEET = (1032, 721)
# Overflow in height, in width beyond the margin, then the smallest text that is shown, in pixels.
MEASURE = """() => {
  const page = document.scrollingElement;
  const shown = [...document.querySelectorAll("main *")].filter((each) => {
    const box = each.getBoundingClientRect();
    const hasText = [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return hasText && box.width > 2 && box.height > 2 && !each.closest(".vh, .vh-sauf-focus, sup");
  });
  const sizes = shown.map((each) => parseFloat(getComputedStyle(each).fontSize) * (each.currentCSSZoom || 1));
  const scene = document.querySelector(".scene");
  const edge = scene.getBoundingClientRect().right - parseFloat(getComputedStyle(scene).paddingRight);
  const furthest = Math.max(...shown.map((each) => each.getBoundingClientRect().right));
  const across = Math.max(page.scrollWidth - page.clientWidth, furthest - edge - 1);
  return [page.scrollHeight - page.clientHeight, across, Math.min(...sizes)];
}"""


@pytest.fixture(autouse=True)
def in_october() -> Iterator[None]:
    """While the year of the screens runs: what is over announces nothing."""
    with time_machine.travel(f"{YEAR + 1}-10-20T10:00:00+02:00"):
        yield


@pytest.fixture
def contract() -> Contract:
    """Long names, series long enough for chances, many decisions and many people who are late."""
    years = range(YEAR - 1, YEAR + 4)
    contract = make_contract(first_year=years[0], last_year=years[-1])
    holder = make_user(Role.GESTIONNAIRE, contract.body)
    holder.first_name, holder.last_name = "Marie-Antoinette", "Vandenbroucke"
    holder.save()
    for number in range(12):
        is_sum = number % 2
        shape = {"aggregation": Aggregation.SOMME, "unit": "rendez-vous", "decimals": 0} if is_sum else {}
        targets = every_year("1000", "1200", years) if is_sum else every_year("80", "90", years)
        indicator = make_indicator(contract, label=LONG, targets=targets, first_year=years[0], **shape)
        if number >= 8:
            theme = contract.themes.create(
                position=number, title="Responsabilité sociétale des organisations"
            )
            Indicator.objects.filter(pk=indicator.pk).update(theme=theme)
        assign(holder, indicator)
        for month in months_between(Month(YEAR - 1, 1), Month(YEAR + 1, 9)) if number < 6 else ():
            enter(
                indicator,
                str(month),
                amount(95 + month.number) if is_sum else pair(85 + month.number % 7, 100),
            )
    for number in range(9):
        owner = make_user(Role.CONTROLEUR, contract.body)
        make_action(contract, code=f"E1A{number + 1}", years=(YEAR - 1, YEAR), owner=owner)
        text = f"Décision {number}, {'assez longue pour tenir sur deux lignes ' * 5}".strip()[:240]
        day = localdate() - timedelta(days=40)
        decided = Decided(text, day, holder, day + timedelta(days=9 * number), contract.indicators.first())
        take(contract=contract, decided=decided, actor=None, origin=Origin.COMMAND)
    call_command("recompute", verbosity=0)
    return contract


def test_every_screen_is_whole_and_read_from_afar(page: Page, contract: Contract, sign_in: SignIn) -> None:
    home = f"/{contract.body.code}/{contract.code}/comite/"
    sign_in(make_user(Role.DIRECTION, contract.body))
    month = f"?mois={YEAR + 1}-09"
    page.goto(f"{home}{month}")
    steps = page.locator(".ecrans a").evaluate_all("links => links.map((each) => each.getAttribute('href'))")
    screens = [each for each in steps if "imprimer" not in each and "presentation" not in each]
    assert len(screens) == 9, "eight screens and the index"
    found = {}
    for width, height, smallest in ((1280, 720, 16), (1920, 1080, 24)):
        page.set_viewport_size({"width": width, "height": height})
        for address in [*screens, f"{home}R2/{month}&tout=1"]:
            page.goto(address)
            down, across, size = page.evaluate(MEASURE)
            if down > 0 or across > 0 or size < smallest - 0.01:
                found[f"{width} {address}"] = (down, across, size)
    assert found == {}
    # On paper: one screen a sheet, whole, nothing under 9 pt.
    page.goto(f"{home}imprimer/{month}")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": SHEET[0], "height": SHEET[1]})
    tall = page.locator(".scene").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().height)"
    )
    assert len(tall) == 8
    assert max(tall) <= SHEET[1]
    _, across, size = page.evaluate(MEASURE)
    assert across <= 0
    assert size >= 11.99
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{home}{month}")
    # The control: a text that is too long is seen.
    page.locator("h1").evaluate("(title) => { title.textContent = 'Un constat trop long. '.repeat(60); }")
    assert page.evaluate(MEASURE)[0] > 0
