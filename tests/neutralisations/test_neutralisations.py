"""The list of neutralisations, act by act: who sees it, what was decided together, what became of it."""

import re

import pytest

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.models import NeutralisationRevision, PendingRecompute
from indicators.recompute import recompute_series
from indicators.recording import MonthStep, neutralise_many
from tests.factories import assign, make_indicator, make_user
from tests.neutralisations.made import MARCH, REASON, address, decide, fill, send
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
APRIL = Month(2025, 4)


def decide_together(contract, places, *, version=0, is_neutralised=True, reason=REASON):
    by_code = {each.code: each for each in contract.indicators.all().with_definition()}
    written = neutralise_many(
        contract=contract,
        steps=[MonthStep(by_code[code], month, version) for code, month in places],
        is_neutralised=is_neutralised,
        reason=reason,
        actor=None,
        origin=Origin.FORM,
    )
    return written[0].change.sequence


def test_an_act_is_one_entry_and_what_was_lifted_of_it_says_so(client, contract, controller):
    first = decide_together(contract, [("R1", MARCH), ("R1", APRIL), ("R3", MARCH)])
    lifted = decide_together(
        contract, [("R1", MARCH)], version=1, is_neutralised=False, reason="décision revue"
    )
    response = client.get(address(contract))
    page = text_of(response)
    assert "Deux périodes sont neutralisées" in page
    assert "3 périodes neutralisées 2 indicateurs, le 20/10/2025 à 10 h 00 « incident national »" in page
    assert (
        "Indicateur 1 R1 Mars 2025 levée le 20/10/2025 à 10 h 00 Avril 2025 lever Indicateur 1, avril 2025"
        in page
    )
    assert "1 neutralisation levée 1 indicateur, le 20/10/2025 à 10 h 00 « décision revue »" in page
    assert f'href="{address(contract)}decider/?acte={first}"' in response.text
    assert (
        f'href="{address(contract)}decider/?acte={first}&amp;du=2025-03&amp;indicateur=R3"' in response.text
    )
    assert f"?acte={lifted}" not in response.text
    # Each period has one place on the page: the entry of what holds for it.
    assert sorted(re.findall(r'id="(R[^"]*)"', response.text)) == ["R1-2025-03", "R1-2025-04", "R3-2025-03"]
    decide_together(contract, [("R1", MARCH)], version=2)
    assert "Mars 2025 neutralisé de nouveau le 20/10/2025 à 10 h 00" in text_of(client.get(address(contract)))


def test_periods_have_the_name_of_their_frequency(client, contract, controller):
    decide_together(contract, [("R2", MARCH), ("R4", Month(2025, 12))])
    page = text_of(client.get(address(contract)))
    assert "Indicateur 2 R2 1er trimestre 2025" in page
    assert "Indicateur 4 R4 Année 2025" in page


def test_others_read_without_deciding(client, contract):
    decide(contract, "R1")
    client.force_login(make_user(Role.LECTEUR, contract.body))
    response = client.get(address(contract))
    assert "Une période est neutralisée" in text_of(response)
    assert "decider/" not in response.text
    assert client.get(address(contract, "decider/?du=2025-03&indicateur=R3")).status_code == 403
    assert send(client, contract, "du=2025-03&indicateur=R3", "R3/2025-03/0").status_code == 403
    assert NeutralisationRevision.objects.count() == 1


def test_the_verb_may_be_held_by_no_one_who_is_only_assigned(client, contract):
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, contract.indicators.get(code="R1"))
    client.force_login(manager)
    assert send(client, contract, "du=2025-03&indicateur=R1", "R1/2025-03/0").status_code == 403
    assert "neutralisations" not in client.get(f"/{contract.body.code}/{contract.code}/R1/2025-03/").text


@pytest.mark.parametrize("count", [1, 5])
def test_as_many_queries_for_many_acts_as_for_one(
    client, contract, controller, count, django_assert_num_queries
):
    for number in range(1, count + 1):
        decide(contract, "R1", month=Month(2024, number))
        decide(contract, "R3", month=Month(2024, number))
        make_indicator(contract)
    with django_assert_num_queries(6):
        client.get(address(contract))


def test_the_contract_the_closed_months_and_the_month_lead_there(client, contract, controller):
    base = f"/{contract.body.code}/{contract.code}/"
    for page in ("contrat/", "arretes/", "mois-clos/"):
        assert f'href="{address(contract)}"' in client.get(base + page).text
    month = client.get(f"{base}R2/2025-03/").text
    assert f'href="{address(contract)}decider/?du=2025-03&amp;indicateur=R2"' in month
    assert "Neutraliser ce mois" not in client.get(f"{base}R2/2025-02/").text
    decide(contract, "R2")
    told = "La Cnav a neutralisé février 2025 : une valeur qui s’y trouve n’est pas lue."
    assert told in text_of(client.get(f"{base}R2/2025-02/"))


def test_figures_follow_and_the_pages_say_that_the_month_is_neutralised(client, contract, controller):
    fill(contract)
    PendingRecompute.objects.all().delete()
    send(client, contract, "du=2025-03&indicateur=R1", "R1/2025-03/0")
    waiting = PendingRecompute.objects.get()
    assert waiting.indicator.code == "R1"
    recompute_series(waiting.indicator_id)
    base = f"/{contract.body.code}/{contract.code}/"
    page = client.get(f"{base}R1/?mois=2025-04")
    assert "mars 2025, neutralisé" in page.text
    assert "Mars 2025 neutralisé" in text_of(page)
    assert "86,00 %" in text_of(client.get(f"{base}?mois=2025-04"))
    grid = client.get(f"{base}saisie/?annee=2025").text
    assert re.search(r'data-cell="R1/2025-03"[^>]*data-word="neutralisé, saisi"', grid)


def test_histories_have_one_line_an_act_for_an_indicator(client, contract, controller):
    decide_together(contract, [("R1", MARCH), ("R1", APRIL), ("R2", MARCH), ("R3", MARCH)])
    decide_together(contract, [("R1", APRIL)], version=1, is_neutralised=False, reason="revu")
    page = text_of(client.get(f"/{contract.body.code}/{contract.code}/R1/"))
    assert "Mars et avril 2025 neutralisés, avec 2 autres indicateurs" in page
    assert "Neutralisation d’avril 2025 levée" in page
    journal = text_of(client.get(f"/{contract.body.code}/{contract.code}/journal/"))
    assert journal.count("Mars et avril 2025 neutralisés") == 1
    assert journal.count("Mars 2025 neutralisé") == 2
