"""`make first-month`: the journey of `test_first_month.py` with a contract as large as the one that comes with the
application (nine fiches, thirty indicators, sixty-seven actions), given to seven people by a body of another branch. It
takes some minutes, so that no run of the tests collects it.
"""

import json
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.utils.timezone import localdate
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.first_month import Person, first_month, read_at_once
from tests.browser.test_first_month import MOST_SECONDS
from tests.coming_contract import coming_contract
from tests.factories import PASSWORD

YEAR = localdate().year - 1
NAMES = (
    "Lina Brivet",
    "Hugo Castan",
    "Anna Dorval",
    "Paul Estrel",
    "Nadia Fabre",
    "Marc Grison",
    "Sonia Hubert",
)
MANAGERS = [Person(name.split()[1], name.split()[0], "gestionnaire") for name in NAMES]


@pytest.fixture
def signed() -> dict[str, Any]:
    """Its fiches, targets and actions, as those of the five years from the last one on."""
    data = json.loads(project_settings.CONTRACT_FILE.read_text("utf-8"))
    other = coming_contract(YEAR)
    years = YEAR - data["contrat"]["premier_exercice"]
    moved: dict[str, Any] = _moved(data, years)
    names = {name: other["contrat"][name] for name in ("code", "libelle", "titre")}
    return moved | {"organisme": other["organisme"], "contrat": moved["contrat"] | names}


def _moved(held: Any, years: int) -> Any:
    """The same with each year that is a number or a key as many years later."""
    if isinstance(held, dict):
        return {
            str(int(name) + years) if name.isdecimal() else name: _moved(each, years)
            for name, each in held.items()
        }
    if isinstance(held, list):
        return [_moved(each, years) for each in held]
    return held + years if isinstance(held, int) and 2000 < held < 2100 else held


def test_a_contract_of_nine_fiches_takes_less_than_an_hour_too(
    page: Page, signed: dict[str, Any], settings: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_at_once(settings, live_server.url, monkeypatch)
    page.set_default_timeout(180_000)
    User.objects.create_superuser("racine", password=PASSWORD)
    hand = first_month(page, signed, MANAGERS)
    print(hand)
    assert hand.seconds < MOST_SECONDS
