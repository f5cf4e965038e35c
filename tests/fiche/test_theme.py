"""The page of a theme: the small charts of its indicators, whatever their fiches, one click from where one is."""

import re

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from commitments.models import Fiche, Origin, Theme
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.recording import put
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user
from tests.pages import text_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]

TODAY = "2025-10-20"
MADE, KEPT = 23, 8


@pytest.fixture(scope="module")
def contract(rows_of_module):
    """Two indicators in the first theme, one in the second, none in the third."""
    with time_machine.travel(TODAY):
        contract = make_contract_of_three_themes()
        for code, value in (("R1", 85), ("R2", 95), ("R3", 70)):
            indicator = make_indicator(
                contract, code=code, targets=every_year("80", "90"), aggregation=Aggregation.DERNIER
            )
            if code == "R3":
                indicator.theme = contract.themes.get(position=2)
                indicator.save()
            enter(indicator, "2025-08", amount(value))
            enter(indicator, "2025-09", amount(value))
        call_command("recompute", verbosity=0)
    return contract


def make_contract_of_three_themes():
    contract = make_contract()
    contract.themes.update(title="Relation de service")
    for position, title in ((2, "Performance"), (3, "Théorie")):
        Theme.objects.create(contract=contract, position=position, title=title)
    return contract


@pytest.fixture
def reader(client, contract):
    client.force_login(make_user(Role.LECTEUR, contract.body))
    return client


@pytest.fixture
def base(contract):
    return contract.get_absolute_url()


def charted(html):
    """The codes of the small charts, in order."""
    (listed,) = re.findall(r'<ul class="multiples">.*?</ul>', html, re.DOTALL)
    return re.findall(r"<small>(R\d)</small></p>", listed)


@time_machine.travel(TODAY)
def test_it_has_the_charts_and_the_score_of_its_indicators_alone(reader, base):
    html = reader.get(f"{base}themes/1/").content.decode()
    assert charted(html) == ["R1", "R2"]
    said = text_in(html)
    # Half way from 80 to 90, and at the objectif.
    assert "Score du thème : 75,00 %" in said
    assert "2 indicateurs mesurés sur 2 dus" in said
    assert charted(reader.get(f"{base}themes/2/").content.decode()) == ["R3"]
    assert "Ce thème n’a pas d’indicateur." in text_in(reader.get(f"{base}themes/3/").content.decode())
    assert reader.get(f"{base}themes/4/").status_code == 404


@time_machine.travel(TODAY)
def test_a_fiche_without_indicators_shows_none_of_another(reader, base, contract):
    part = contract.fiches.first().part
    fiche = Fiche.objects.create(contract=contract, part=part, position=2, title="Sans indicateur")
    html = reader.get(f"{base}fiches/{fiche.position}/").content.decode()
    assert not re.findall(r"\bR\d\b", text_in(html))


@time_machine.travel(TODAY)
def test_it_is_one_click_from_the_dashboard_and_from_each_indicator(reader, base):
    link = f'href="{base}themes/{{}}/?mois=2025-08'
    board = reader.get(f"{base}?mois=2025-08").content.decode()
    assert link.format(1) in board
    assert link.format(2) in board
    page = reader.get(f"{base}R3/?mois=2025-08").content.decode()
    assert link.format(2) in page
    assert link.format(1) not in page


@time_machine.travel(TODAY)
def test_its_queries_do_not_grow_and_it_is_kept_until_a_figure_changes(
    reader, base, contract, django_assert_num_queries
):
    address = f"{base}themes/1/?mois=2025-09"
    counts = {}
    # The last month with a value is read once for all pages of the contract.
    reader.get(f"{base}themes/3/")
    for number in (2, 1):
        with CaptureQueriesContext(connection) as made:
            reader.get(f"{base}themes/{number}/?mois=2025-09")
        counts[number] = len(made)
    assert counts[1] == counts[2] == MADE
    with django_assert_num_queries(KEPT):
        first = text_in(reader.get(address).content.decode())
    put(
        indicator=contract.indicators.with_definition().get(code="R1"), month=Month(2025, 9), fact=amount(95),
        expected_version=1, reason="erreur", actor=None, origin=Origin.COMMAND,
    )  # fmt: skip
    call_command("recompute", verbosity=0)
    changed = text_in(reader.get(address).content.decode())
    assert "Score du thème : 100,00 %" in changed
    assert "Score du thème : 75,00 %" in first
