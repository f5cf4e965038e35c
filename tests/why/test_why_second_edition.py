"""What the explanation says of floors, of what is not due, of too few months, and just below the objectif."""

import re

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from indicators.domain.model import Aggregation
from tests.factories import amount, enter, every_year, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=False):
        yield


@pytest.fixture
def page(contract, client):
    client.force_login(make_user(Role.DIRECTION, contract.body))

    def page(indicator, month):
        call_command("recompute", verbosity=0)
        address = f"{indicator.get_absolute_url()}?mois={month}"
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", client.get(address).content.decode()))

    return page


def a_sum(contract, **changes):
    usual = {"aggregation": Aggregation.SOMME, "unit": "demandes", "decimals": 0}
    return make_indicator(contract, **usual | changes)


def test_a_floor_is_said_at_least_with_its_score_and_what_it_misses(contract, page):
    """4 x 90 of 600 due, the seuil being 300: 60 / 300 are 20."""
    indicator = a_sum(contract, targets=every_year("600", "1200"))
    for month in ("2025-01", "2025-03", "2025-04", "2025-06"):
        enter(indicator, month, amount(90))
    text = page(indicator, "2025-06")
    assert "Au moins 360 demandes à fin juin 2025 : 2 mois manquent ; il manque au plus 240 demandes" in text
    assert "au moins 20,00 %" in text
    assert "la valeur ne peut que monter, et ce score avec elle" in text
    assert "Il faut encore au plus 840 demandes en 6 mois, d’ici décembre." in text
    assert "score retenu" not in text
    # 140 a month at most: nobody knows that it takes a record.
    assert "Jamais fait" not in text
    assert "Le meilleur mois du contrat jusqu’ici : 90" in text


def test_what_is_not_due_yet_is_said_so_and_when_it_will_be(contract, page):
    """Of 2 a year nothing is due in March: 2 x 3 / 12 is cut to 0."""
    indicator = a_sum(contract, targets=every_year("1", "2"))
    for month in ("2025-01", "2025-02", "2025-03"):
        enter(indicator, month, amount(0))
    text = page(indicator, "2025-03")
    assert "Rien n’est encore dû : une part de l’objectif le sera en juin." in text
    assert "Rien n’est encore dû de l’objectif à cette date : la valeur n’est pas jugée." in text
    assert "Il faut encore 2 demandes en 9 mois, d’ici décembre" in text
    assert "Jamais fait : aucun mois du contrat n’a été aussi bon" in text
    assert "encore 2 en 9 mois" in text


def test_too_few_months_of_a_rate_say_how_many_are_needed(contract, page):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    for month in ("2025-01", "2025-02", "2025-03", "2025-04", "2025-05"):
        enter(indicator, month, pair(95, 100))
    enter(make_indicator(contract), "2025-09", pair(85, 100))
    text = page(indicator, "2025-09")
    assert "5 mois sur 9, il en faut 6" in text


def test_a_level_says_since_when_it_lasts(contract, page):
    indicator = make_indicator(
        contract, aggregation=Aggregation.ETAT, unit="départements", decimals=0, targets=every_year("1", "2")
    )
    for month in range(1, 7):
        enter(indicator, f"2024-{month:02d}", amount(2))
    enter(make_indicator(contract), "2024-08", pair(85, 100))
    text = page(indicator, "2024-08")
    assert "2 départements depuis juin 2024" in text


def test_a_value_just_below_the_objectif_is_not_said_to_reach_it(contract, page):
    """9,999,999 of 10,000,000 above a seuil of 0: the place is rounded to 1, and the score to 99.99."""
    indicator = a_sum(contract, unit="€", targets={2025: ("0", "120000000")})
    enter(indicator, "2025-01", amount(9_999_999))
    text = page(indicator, "2025-01")
    assert "→ 99,99 %, le plus qui se donne sans atteindre l’objectif" in text
    assert "objectif atteint →" not in text


def test_without_an_objectif_a_supposed_end_of_the_year_leaves_the_coverage_alone(contract, client):
    measured = make_indicator(contract, targets=every_year("80", "90"))
    free = make_indicator(contract)
    for number in range(1, 10):
        enter(measured, f"2025-{number:02d}", pair(95, 100))
        enter(free, f"2025-{number:02d}", pair(50, 100))
    call_command("recompute", verbosity=0)
    client.force_login(make_user(Role.DIRECTION, contract.body))
    address = f"/{contract.body.code}/{contract.code}/{free.code}/et-si/?mois=2025-09&rythme=60"
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", client.get(address).content.decode()))
    assert text.count("100,00 % (1 mesuré sur 1 dû)") == 4, "theme and contract, before and after"
