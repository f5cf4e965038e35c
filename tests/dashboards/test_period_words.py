"""What pages say of the month they show: compared with which, before which December, of what day."""

import re

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from dashboards.shared.drawings import trend_of
from indicators.domain.model import Aggregation, Frequency
from tests.factories import (
    amount,
    enter,
    enter_no_case,
    every_year,
    make_indicator,
    make_user,
    months_before,
    pair,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

TODAY = "2025-10-20T10:00:00+02:00"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def said(contract, client):
    """The text of a page of the contract, every kind of space written as one."""
    client.force_login(make_user(Role.DIRECTION, contract.body))

    def said(rest=""):
        call_command("recompute", verbosity=0)
        source = client.get(f"/{contract.body.code}/{contract.code}/{rest}").content.decode()
        text = re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]*>", " ", source, flags=re.DOTALL))
        return re.sub(r" (?=[,.])", "", text)

    return said


def measured(contract, **months):
    """A ratio that is reported in all months up to the last of these, 0/0 in the others."""
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    entered = {name.removeprefix("m").replace("_", "-"): value for name, value in months.items()}
    enter_no_case(indicator, *(month for month in months_before(max(entered)) if month not in entered))
    for month, value in entered.items():
        enter(indicator, month, pair(value, 100))
    return indicator


def test_a_month_is_never_compared_with_a_later_one(said, contract):
    """Who chooses an earlier month in the form keeps the month compared: "since September" would be false in August."""
    measured(contract, m2025_07=82, m2025_08=88, m2025_09=95)
    text = said("?mois=2025-08&avant=2025-09")
    assert "Depuis juillet 2025 : " in text
    assert "depuis septembre" not in text
    assert text == said("?mois=2025-08&avant=2025-08")
    assert "Depuis juillet 2025 : " in said("?mois=2025-09&avant=2025-07")


@pytest.mark.parametrize("rest", ["", "R1/", "fiches/1/", "comite/causes/", "comite/R1/"])
def test_the_first_month_of_the_contract_is_compared_with_nothing(said, contract, rest):
    measured(contract, m2023_01=85)
    text = said(f"{rest}?mois=2023-01")
    assert "depuis janvier 2023" not in text.replace("depuis janvier 2023 à", "")
    assert "inchangé" not in text
    assert ("rien ne le précède" in text) is (rest in {"", "comite/causes/"})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (95, "Le seul objectif est atteint à fin septembre 2025 ; aucun indicateur ne manque le seuil."),
        (
            70,
            "Le seul objectif n’est pas atteint à fin septembre 2025 ; un indicateur ne tient pas le seuil.",
        ),
    ],
)
def test_one_objectif_is_not_told_in_the_plural(said, contract, value, expected):
    measured(contract, m2025_09=value)
    assert expected in said("fiches/1/")


def test_before_december_pages_announce_and_in_december_they_conclude(said, contract):
    for value in (70, 85, 86, 95):
        measured(contract, m2024_11=value, m2024_12=value)
    assert "Ce que sera décembre" in said("?mois=2024-11")
    text = said("?mois=2024-12")
    assert "Ce que 2024 a donné" in text
    assert "Un n’a pas tenu le seuil Indicateur 1 R1" in text
    assert "Deux ont fini entre seuil et objectif Indicateur 2 R2" in text
    for word in ("resterait", "finiraient", "si la fin d’année"):
        assert word not in text


def test_what_the_year_gave_counts_what_the_sentence_above_counts(said, contract):
    """A sum that reaches its objectif in spite of a missing month has no projection, and is reached all the same."""
    for numbers in (range(1, 13), range(2, 13), (3,), ()):
        indicator = make_indicator(
            contract,
            aggregation=Aggregation.SOMME,
            unit="dossiers",
            decimals=0,
            targets=every_year("10", "15"),
        )
        for number in numbers:
            enter(indicator, f"2024-{number:02d}", amount(2))
    text = said("?mois=2024-12")
    assert "Deux objectifs sur quatre sont atteints à fin décembre 2024 ; aucun indicateur" in text
    assert "Deux ont atteint l’objectif Indicateur 1" in text
    assert "Deux restent sans résultat une valeur manque Indicateur 3" in text


def test_each_row_of_december_is_a_link_and_no_code_is_alone(contract, said, client):
    measured(contract, m2025_09=95)
    said()
    source = client.get(f"/{contract.body.code}/{contract.code}/").content.decode()
    assert re.search(r'<a href="[^"]*/R1/\?mois=2025-09">Indicateur 1</a><small>R1', source)
    named = re.findall(r"<(\w+)[^<>]*>([^<]*\bR1\b)", source.partition("<main")[2])
    assert {tag for tag, _ in named} == {"small"}


@pytest.mark.parametrize("query", ["", "?statut=atteint"])
def test_the_score_of_a_fiche_stands_at_its_head_and_on_its_page(said, contract, query):
    """Of the whole fiche, even where a filter leaves one row, and of those that have an objectif."""
    measured(contract, m2025_09=95)
    measured(contract, m2025_09=85)
    make_indicator(contract, targets={})
    assert "score 75,00 %, 2 mesurés sur 2 dus" in said(query)
    assert "Score de la fiche : 75,00 %. 2 indicateurs mesurés sur 2 dus." in said("fiches/1/")


@pytest.mark.parametrize(
    ("months", "rest", "why"),
    [
        (range(1, 13), "?mois=2024-12", "L’année est finie : il n’y a plus rien à supposer."),
        (
            (1, 2, 4),
            "?mois=2025-04",
            "Sans la valeur de mars 2025, il n’y a pas de chiffre juste d’où partir.",
        ),
        ((), "?mois=2025-02", "Aucune valeur n’est encore connue cette année"),
        ((1, 2, 4), "?mois=2024-04", "Les mois de mai à décembre 2024 restent à saisir."),
    ],
)
def test_why_nothing_can_be_supposed_is_told(said, contract, months, rest, why):
    indicator = make_indicator(contract, aggregation=Aggregation.SOMME, targets=every_year("100", "120"))
    for number in months:
        enter(indicator, f"{rest[6:10]}-{number:02d}", amount(10))
    assert why in said(f"R1/{rest}")
    assert why in said(f"R1/et-si/{rest}")


def test_a_small_rate_has_a_slider_of_its_size(contract, said, client):
    indicator = make_indicator(contract, decimals=3, targets=every_year("0.5", "0.6"))
    enter_no_case(indicator, *months_before("2025-09"))
    enter(indicator, "2025-09", pair(7, 1000))
    said()
    source = client.get(f"/{contract.body.code}/{contract.code}/R1/").content.decode()
    ends = re.search(r'type="range"[^>]* min="([^"]*)" max="([^"]*)" step="([^"]*)"', source).groups()
    assert ends == ("0", "2", "0.01")


def test_a_trend_of_quarters_has_the_targets_of_a_quarter(contract, said, client):
    """A quarter that brings a quarter of the year's objectif reaches the line it is drawn against."""
    for frequency, fact in ((Frequency.TRIMESTRIELLE, 30), (Frequency.MENSUELLE, 10)):
        indicator = make_indicator(
            contract, aggregation=Aggregation.SOMME, frequency=frequency, targets=every_year("120", "120")
        )
        step = frequency.months
        for number in range(step, 13, step):
            enter(indicator, f"2024-{number:02d}", amount(fact))
    said()
    page = client.get(f"/{contract.body.code}/{contract.code}/?mois=2024-12").context["page"]
    quarters, months = (trend_of(state) for group in page.groups for state in group.states)
    assert (quarters.step, quarters.end) == (months.step, months.end)
