"""The committee's screens by their addresses: which there are, and who answers for what December does not judge."""

import pytest
import time_machine
from django.core.management import call_command

from accounts.rights import Role
from commitments.models import Contract, Origin
from cpg.shared.periods import Month
from indicators.loading import load_contract
from indicators.recording import link, put
from tests.coming_contract import coming_contract
from tests.factories import (
    assign,
    enter,
    enter_no_case,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    months_before,
    pair,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

COMMAND = {"actor": None, "origin": Origin.COMMAND}


@pytest.fixture
def contract(client):
    """In October 2025: an indicator without an objectif, with its holder and a late action; another of which a month
    was corrected since the end of September.
    """
    with time_machine.travel("2025-09-20T10:00:00+02:00"):
        contract = make_contract()
        silent, moved = make_indicator(contract), make_indicator(contract, targets=every_year("80", "90"))
        user = make_user(Role.DIRECTION, contract.body)
        assign(user, silent)
        action = make_action(contract, code="E1A1", years=[2024])
        link(contract=contract, action=action, indicator=silent, **COMMAND)
        enter_no_case(moved, *months_before("2025-08"))
        enter(moved, "2025-08", pair(84, 100))
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        put(
            indicator=moved,
            month=Month(2025, 8),
            fact=pair(81, 100),
            expected_version=1,
            reason="erreur",
            **COMMAND,
        )
        for each in (silent, moved):
            enter(each, "2025-09", pair(88, 100))
        call_command("recompute", verbosity=0)
        client.force_login(user)
        yield contract


def address(contract, rest):
    return f"/{contract.body.code}/{contract.code}/comite/{rest}"


def test_an_indicator_without_objectif_has_its_holder_and_its_late_actions(contract, client):
    text = text_of(client.get(address(contract, "R1/")))
    assert "sans responsable" not in text
    assert "1 action en retard" in text
    assert "indicateur est sans objectif en décembre" in text_of(client.get(address(contract, "decembre/")))


@pytest.mark.parametrize("rest", ["", "situation/", "causes/", "decembre/", "retards/", "suivi/"])
def test_the_screens_of_the_committee_are_never_those_of_all_indicators(contract, client, rest):
    assert text_of(client.get(address(contract, f"{rest}?tout=1"))) == text_of(
        client.get(address(contract, rest))
    )


def test_a_change_says_as_of_when_both_months_are_known(contract, client):
    situation, causes = (text_of(client.get(address(contract, rest))) for rest in ("", "causes/"))
    assert "depuis août 2025, aux valeurs connues aujourd’hui." in situation
    assert "depuis août 2025 connu au 30/09" in causes


def test_a_contract_to_come_has_no_screen_of_figures(client):
    with time_machine.travel("2027-11-20"):
        load_contract(coming_contract())
        call_command("recompute", verbosity=0)
        found = Contract.objects.select_related("body").get()
        client.force_login(make_user(Role.DIRECTION, found.body))
        for rest, status in {
            "": 200,
            "suivi/": 200,
            "causes/": 404,
            "decembre/": 404,
            "retards/": 404,
        }.items():
            assert client.get(address(found, rest)).status_code == status, rest


def test_a_year_that_is_over_and_not_computed_yet_can_be_read(client):
    """What a contract that was just loaded shows until its figures are computed."""
    with time_machine.travel("2026-01-20"):
        contract = make_contract()
        make_indicator(contract, targets=every_year("80", "90"))
        client.force_login(make_user(Role.DIRECTION, contract.body))
        home = f"/{contract.body.code}/{contract.code}/"
        for rest in ("", "dossier/", "comite/decembre/", "tableau-de-bord.pdf"):
            assert client.get(f"{home}{rest}?mois=2025-12").status_code == 200, rest
        assert "calcul en attente" in text_of(client.get(f"{home}?mois=2025-12"))
