"""Progress to the contract's last year, beside the status of the year: on the dashboard and on each indicator."""

import re

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from indicators.domain.model import Aggregation, Direction
from tests.factories import amount, enter, every_year, make_indicator, make_user

pytestmark = pytest.mark.django_db

RISING = {2023: ("8", "10"), 2024: ("16", "20"), 2025: ("24", "30"), 2026: ("32", "40"), 2027: ("40", "50")}
TOTAL = {"aggregation": Aggregation.CUMUL_CONTRAT, "unit": "situations", "decimals": 0, "first_year": 2025}


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=False):
        yield


@pytest.fixture
def page(contract, client):
    client.force_login(make_user(Role.DIRECTION, contract.body))

    def page(rest=""):
        call_command("recompute", verbosity=0)
        source = client.get(f"/{contract.body.code}/{contract.code}/{rest}").content.decode()
        return re.sub(r"[\u00a0\u202f]", " ", source)

    return page


def cell(source):
    return re.findall(r'<td class="n cap.*?</td>', source)[0]


def words(part):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", part)).strip()


def total_of(contract, each):
    """Of 50 by 2027, 27 by September 2025; each month brings as much."""
    indicator = make_indicator(contract, targets=RISING, **TOTAL)
    for number in range(1, 10):
        enter(indicator, f"2025-{number:02}", amount(each))
    return indicator


@pytest.mark.parametrize(
    ("each", "said", "mark"),
    [
        (4, "sur sa trajectoire, ↑ 14 à gagner", None),
        (2, "en retrait de sa trajectoire, ↑ 32 à gagner", None),
        (6, "déjà au niveau, 4 de marge", "f-atteint"),
    ],
)
def test_a_running_total_is_never_below_for_a_year_that_has_not_come(contract, page, each, said, mark):
    total_of(contract, each)
    found = cell(page())
    assert words(found) == said
    assert re.findall(r'href="#([\w-]+)"', found) == ([mark] if mark else [])


def test_the_page_of_an_indicator_says_the_same_with_the_path(contract, page):
    total_of(contract, 4)
    measure = re.findall(r"<dt>Cap 2027</dt>.*?</dd>", page("R1/"), re.DOTALL)[0]
    assert words(measure).removeprefix("Cap 2027") == (
        "↑ 14 à gagner ; objectif final, 50, fait à 72,0 % ; "
        "à ce jour, la trajectoire en demande 54,0 % Sur sa trajectoire"
    )


def test_an_indicator_without_a_last_objectif_has_no_cap(contract, page):
    indicator = make_indicator(contract, targets={2025: ("8", "10")}, **TOTAL)
    enter(indicator, "2025-09", amount(4))
    assert words(cell(page())) == ""
    assert "<dt>Cap" not in page("R1/")


def test_a_total_that_must_stay_low_is_allowed_not_asked(contract, page):
    falling = every_year("60", "50")
    indicator = make_indicator(contract, targets=falling, direction=Direction.BAISSE, **TOTAL)
    enter(indicator, "2025-09", amount(12))
    measure = re.findall(r"<dt>Cap 2027</dt>.*?</dd>", page("R1/"), re.DOTALL)[0]
    assert "38 de marge ; objectif final, 50, fait à 24,0 % ; à ce jour, la trajectoire en permet" in words(
        measure
    )
    assert "Déjà au niveau" not in measure


def test_the_sentence_counts_what_is_held_already_not_what_is_on_its_path(contract, page):
    total_of(contract, 4)
    total_of(contract, 6)
    assert "Cap 2027 : 1 indicateur est déjà au niveau de l’objectif final, sur 2." in page()


def test_a_rate_that_holds_this_year_says_what_is_left(contract, page):
    indicator = make_indicator(
        contract, targets={**every_year("80", "90"), 2027: ("95", "99")}, aggregation=Aggregation.DERNIER
    )
    enter(indicator, "2025-09", amount(92))
    assert words(cell(page())) == "sur sa trajectoire, ↑ 7 pt à gagner"
