"""A fictitious body of another branch, from its contract's document to its first validated month: under an hour.

`whole_contract.py` beside it does the same with a contract of nine fiches, by `make first-month`.
"""

from typing import Any

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.first_month import Person, first_month, read_at_once
from tests.coming_contract import coming_contract
from tests.factories import PASSWORD

YEAR = localdate().year - 1
FICHES = (1,)
MOST_SECONDS = 3600
MANAGERS = [Person("Brivet", "Lina", "gestionnaire"), Person("Castan", "Hugo", "gestionnaire")]


@pytest.fixture
def signed() -> dict[str, Any]:
    """A fiche of five indicators, whose actions are of the contract's own years."""
    data = coming_contract(YEAR)
    data["parties"] = data["parties"][: len(FICHES)]
    data["themes"] = data["themes"][: len(FICHES)]
    data["indicateurs"] = [each for each in data["indicateurs"] if each["fiche"] in FICHES]
    for part in data["parties"]:
        part["fiches"][0]["engagements"][0]["actions"][0]["annees"] = [YEAR, YEAR + 1]
    return data


def test_from_the_document_to_the_first_validated_month(
    page: Page, signed: dict[str, Any], settings: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_at_once(settings, live_server.url, monkeypatch)
    User.objects.create_superuser("racine", password=PASSWORD)
    hand = first_month(page, signed, MANAGERS)
    print(hand)
    assert hand.seconds < MOST_SECONDS
