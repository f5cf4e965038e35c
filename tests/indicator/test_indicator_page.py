"""The page of one indicator: what each of its words and figures says."""

import re

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation, Direction, Frequency
from indicators.recording import lock, put
from tests.factories import amount, enter, every_year, make_indicator, make_user, pair

pytestmark = pytest.mark.django_db

TODAY = "2025-10-20"


@pytest.fixture
def page(contract, client):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))

    def read(indicator, query=""):
        """The text of the page, every kind of space written as one."""
        call_command("recompute")
        address = f"/{contract.body.code}/{contract.code}/{indicator.code}/{query}"
        html = client.get(address).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<script.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL))

    return read


def offered(text):
    [said] = re.findall(r"(?:Saisir|Corriger) \S+ \d{4}", text)
    return said


@time_machine.travel(TODAY)
@pytest.mark.parametrize(
    ("frequency", "filled", "said"),
    [
        (Frequency.MENSUELLE, ["2025-08"], "Saisir septembre 2025"),
        (Frequency.TRIMESTRIELLE, ["2025-06"], "Saisir septembre 2025"),
        (Frequency.ANNUELLE, [], "Saisir décembre 2024"),
        (Frequency.ANNUELLE, ["2024-12", "2023-12"], "Corriger décembre 2024"),
    ],
)
def test_the_button_offers_a_month_that_is_due(page, contract, frequency, filled, said):
    indicator = make_indicator(contract, frequency=frequency, targets=every_year("80", "90"))
    for month in filled:
        enter(indicator, month, pair(85, 100))
    assert offered(page(indicator)) == said


@time_machine.travel(TODAY)
def test_no_entry_is_offered_in_a_closed_month(page, contract):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter(indicator, "2025-08", pair(85, 100))
    lock(contract=contract, months=[Month(2025, 9)], actor=None, origin=Origin.FORM)
    said = page(indicator)
    assert "Saisir septembre 2025" not in said
    assert offered(said) == "Saisir juillet 2025"


@time_machine.travel(TODAY)
def test_a_month_that_is_not_over_is_not_missing(page, contract, client):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    page(indicator)
    html = client.get(f"/{contract.body.code}/{contract.code}/{indicator.code}/").content.decode()
    assert "octobre 2025, pas encore dû" in html
    assert "septembre 2025, non renseigné" in html


@time_machine.travel(TODAY)
def test_the_journal_says_what_was_crossed_out(page, contract):
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter(indicator, "2025-08", pair(1300, 2000))
    put(
        indicator=indicator,
        month=Month(2025, 8),
        fact=pair(1310, 2000),
        expected_version=1,
        reason="chiffres inversés",
        actor=None,
        origin=Origin.FORM,
    )
    said = page(indicator)
    assert "Correction d’août 2025 : 1 300 sur 2 000 (65,00 %) → 1 310 sur 2 000 (65,50 %)" in said


@time_machine.travel(TODAY)
def test_the_journal_dates_its_lines_for_machines_too(page, contract, client):
    """HTML knows no microseconds, which every entry made by a person has."""
    indicator = make_indicator(contract, targets=every_year("80", "90"))
    enter(indicator, "2025-08", pair(1300, 2000), comment="RAS")
    page(indicator)
    html = client.get(f"/{contract.body.code}/{contract.code}/{indicator.code}/").content.decode()
    moments = re.findall(r'datetime="([^"]*)"', html)
    assert len(moments) == 2
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}", each) for each in moments)


@time_machine.travel(TODAY)
def test_amounts_of_a_table_have_the_same_decimals(page, contract):
    indicator = make_indicator(
        contract, aggregation=Aggregation.SOMME, unit="€", decimals=0, entry_decimals=2
    )
    enter(indicator, "2025-08", amount("600528.8"))
    enter(indicator, "2025-09", amount("606812.37"))
    assert "600 528,80" in page(indicator)


@time_machine.travel(TODAY)
def test_a_negative_seuil_is_put_in_brackets(page, contract):
    indicator = make_indicator(
        contract,
        aggregation=Aggregation.DERNIER,
        direction=Direction.BAISSE,
        entry_decimals=2,
        targets=every_year("-17", "-22"),
    )
    enter(indicator, "2025-09", amount(-20))
    said = page(indicator)
    assert "(−20 − (−17)) ÷ (−22 − (−17)) = 0,6" in said


@time_machine.travel(TODAY)
def test_the_sentence_names_what_is_counted(page, contract):
    count = {"aggregation": Aggregation.SOMME, "unit": "rendez-vous", "decimals": 0}
    short = make_indicator(contract, targets=every_year("12", "24"), first_year=2025, **count)
    without = make_indicator(
        contract, targets=every_year("12", "24", range(2026, 2028)), first_year=2025, **count
    )
    for indicator in (short, without):
        for number in range(1, 10):
            enter(indicator, f"2025-0{number}", amount(1))
    assert "Il manque 9 rendez-vous à fin septembre 2025" in page(short)
    assert "9 rendez-vous à fin septembre 2025 : pas de cible cette année." in page(without).replace(
        "\u00a0", " "
    )


@time_machine.travel(TODAY)
def test_a_dash_says_nothing_but_that_a_month_is_not_reported(page, contract):
    """Elsewhere what there is none of is said with a word: seven things, seven drawings."""
    indicator = make_indicator(
        contract, frequency=Frequency.ANNUELLE, targets=every_year("80", "90", range(2024, 2028))
    )
    for year in (2023, 2024):
        enter(indicator, f"{year}-12", pair(85, 100))
    enter(make_indicator(contract), "2025-09", pair(85, 100))
    said = page(indicator).replace("« — »", "")
    assert "—" not in said
    assert "Rien n’est encore dû : la prochaine valeur est attendue en décembre." in said
