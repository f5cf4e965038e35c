"""A director's first visit to a contract in the middle of its year: thirty indicators, five people, actions that are
late, decisions of the committee, the legend of the scale still open. Four questions, each answered in two clicks.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from tests.browser.hand import Hand
from tests.conftest import IN_OCTOBER_2025

SIZES = [(1024, 768), (1440, 900)]


@pytest.fixture
def director(settings: Any, tmp_path: Path) -> Iterator[User]:
    settings.STATE_DIR = tmp_path
    with time_machine.travel(IN_OCTOBER_2025):
        call_command("load_demo", verbosity=0)
        yield User.objects.get(username="direction")


def is_seen(wanted: Locator, *, folds: int = 0) -> None:
    """Whole on the first screen, or after as many screens more as `folds`; the page is not scrolled yet."""
    box, size = wanted.bounding_box(), wanted.page.viewport_size
    assert box is not None
    assert size is not None
    assert box["y"] + box["height"] <= (1 + folds) * size["height"], wanted


def open_first_screen(page: Page) -> Hand:
    """As after signing in: what each question starts from."""
    page.goto("/")
    expect(page.get_by_text("Comment lire l’échelle").first).to_be_visible()
    expect(page.get_by_role("button", name="J’ai compris")).to_be_visible()
    assert page.evaluate("scrollY") == 0
    return Hand(page)


def where_do_we_stand(page: Page) -> None:
    """Read without a click: the sentence, the score, and what it covers."""
    hand = open_first_screen(page)
    sentence = page.get_by_role("heading", level=1)
    is_seen(sentence)
    expect(sentence).to_contain_text(re.compile(r"objectifs sur .* atteints à fin septembre 2025"))
    is_seen(page.locator(".tete-score"))
    expect(page.locator(".tete-score")).to_contain_text(re.compile(r"\d,\d\d.*indicateurs mesurés sur"))
    assert hand.counts["clicks"] == 0


def what_turned(page: Page) -> None:
    hand = open_first_screen(page)
    turned = page.locator(".tournes li").first
    is_seen(turned)
    became = turned.locator(".statut, [class*=t-]").last.inner_text().strip()
    hand.click(turned.get_by_role("link").first)
    expect(page.get_by_role("heading", name="Pourquoi ce chiffre")).to_be_visible()
    expect(page.locator("main")).to_contain_text(re.compile(became, re.IGNORECASE))
    assert hand.counts["clicks"] <= 2


def what_will_be_missed(page: Page) -> None:
    """The sentence counts them; their list is one screen further at most, and each opens on its December."""
    hand = open_first_screen(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("pour décembre, .*arriver"))
    is_seen(page.locator("#dec"), folds=1)
    link = page.locator(".decembre .renvois a[href='#peu']")
    is_seen(link, folds=1)
    hand.click(link)
    row = page.locator("tbody#peu tr:not(.groupe)").first
    expect(row).to_be_in_viewport()
    expect(row.locator(".qi")).not_to_be_empty()
    projected = row.locator(".pj .fort").inner_text()
    hand.click(row.get_by_role("link").first)
    expect(page.get_by_role("heading", name="Pourquoi ce chiffre")).to_be_visible()
    expect(page.locator("main")).to_contain_text(projected)
    assert hand.counts["clicks"] <= 2


def who_acts(page: Page) -> None:
    """People with what they owe, and decisions with their day: both on the first screen, each one click away."""
    hand = open_first_screen(page)
    person = page.locator("section[aria-labelledby=qui] li a").first
    is_seen(person)
    name = person.inner_text()
    hand.click(person)
    expect(page.locator("table.dettes th[scope=row]")).to_have_text(name)
    expect(page.locator(".detail-dettes li").first).to_be_visible()
    assert hand.counts["clicks"] <= 2
    hand = open_first_screen(page)
    decision = page.locator(".ouvertes li").first
    is_seen(decision)
    owner = decision.locator("b").inner_text()
    hand.click(decision.get_by_role("link"))
    expect(page.locator("main")).to_contain_text(owner)
    assert hand.counts["clicks"] <= 2


def test_four_questions_are_answered_in_two_clicks(
    page: Page, director: User, sign_in: Callable[[User], None]
) -> None:
    sign_in(director)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        where_do_we_stand(page)
        what_turned(page)
        what_will_be_missed(page)
        who_acts(page)
