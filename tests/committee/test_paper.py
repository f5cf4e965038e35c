"""The dossier to print: what is in it, at what cost, and that it is kept until its data change."""

import re

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.model import Aggregation
from indicators.recording import link, put
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
from tests.pages import text_in

TODAY = "2025-10-20"
COMMAND = {"actor": None, "origin": Origin.COMMAND}
WORDING = "Suivre le taux de réitération et identifier des actions afin de réduire la réitération, " * 3


@pytest.fixture
def contract(db):
    """R1 between its targets, R2 a sum at its objectif, and a late action with a long wording."""
    with time_machine.travel("2023-05-10"):
        contract = make_contract()
        rate = make_indicator(contract, targets=every_year("80", "90"))
        total = make_indicator(
            contract, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0, targets=every_year("60", "120")
        )  # fmt: skip
        action = make_action(contract, code="E1A1", years=(2024,))
        action.wording = WORDING
        action.save()
        link(contract=contract, action=action, indicator=rate, **COMMAND)
    with time_machine.travel(TODAY):
        for number in range(1, 10):
            enter(rate, f"2025-{number:02}", pair(85, 100))
            enter(total, f"2025-{number:02}", amount(12))
        call_command("recompute", verbosity=0)
    return contract


@pytest.fixture
def address(client, contract):
    client.force_login(make_user(Role.DIRECTION, contract.body))
    return f"/{contract.body.code}/{contract.code}/dossier/?mois=2025-09"


@time_machine.travel(TODAY)
def test_it_has_a_small_chart_of_each_indicator_the_furthest_in_full_and_what_is_late(
    client, contract, address
):
    html = client.get(address).content.decode()
    text = text_in(html)
    descriptions = re.findall(r'role="img" aria-label="([^"]*)"', html)
    small = [each for each in descriptions if "Position entre seuil et objectif à date" in each]
    assert len(small) == 2
    assert "septembre 2025\u00a0: 108, objectif 90, atteint." in small[1]
    # R1 alone is not at its objectif.
    (full,) = [each for each in descriptions if "Valeur à date." in each]
    assert "septembre 2025\u00a0: 85,00\u00a0%, seuil 80\u00a0%, objectif 90\u00a0%" in full
    assert "F1-E1A1 (2024) en retard" in text
    assert "L’indicateur le plus loin de son objectif" in text
    # The whole wording: it is cut in the middle elsewhere.
    assert WORDING.strip() in text
    (footer,) = re.findall(r'data-papier="([^"]*)"', html)
    assert footer == (f"{contract.body.name}, {contract.label} – à fin septembre 2025, données du 20/10/2025")


@time_machine.travel(TODAY)
def test_it_is_kept_until_its_data_change(client, contract, address, django_assert_max_num_queries):
    first = client.get(address).content.decode()
    with django_assert_max_num_queries(11):
        again = client.get(address).content.decode()
    assert text_in(again) == text_in(first)
    put(
        indicator=contract.indicators.with_definition().get(code="R1"), month=Month(2025, 9), fact=pair(13, 100),
        expected_version=1, reason="erreur", **COMMAND,
    )  # fmt: skip
    call_command("recompute", verbosity=0)
    changed = text_in(client.get(address).content.decode())
    assert "77,00 %" in changed
    assert "77,00 %" not in text_in(first)


@time_machine.travel(TODAY)
def test_the_page_of_a_fiche_shows_its_indicators_on_one_scale(client, contract, address):
    html = client.get(address.replace("dossier/", "fiches/1/")).content.decode()
    assert html.count('class="multiples"') == 1
    charts = re.findall(r'<svg class="g2".*?</svg>\s*(?=<p|</li)', html, flags=re.DOTALL)
    assert len(charts) == 2
    # Seuil and objectif are at the same heights in all.
    heights = [re.findall(r'x="0" y="([\d.]+)"[^>]*>(objectif|seuil)<', each) for each in charts]
    assert heights[0] == heights[1]
    assert [name for _, name in heights[0]] == ["objectif", "seuil"]
