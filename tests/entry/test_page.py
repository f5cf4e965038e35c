"""What the grid shows: what each cell is, what is due, and from whom."""

import re
from datetime import date

import pytest

from commitments.models import Origin
from cpg.shared.periods import Month
from dashboards.entry.page import grid_page
from indicators.domain.model import Absence, AbsenceKind, Aggregation
from indicators.recording import MonthStep, lock, neutralise, return_, submit, validate
from tests.entry.asking import address, cells, save, stored
from tests.factories import (
    amount,
    assign,
    enter,
    every_year,
    make_indicator,
    pair,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
GRID_QUERIES = 12


def test_each_cell_has_the_state_of_its_month(contract, indicator, manager, controller):
    months = [Month(2025, number) for number in range(1, 5)]
    for month in months:
        enter(indicator, str(month), pair(90 + month.number, 100), actor=manager, comment="stable")
    steps = [MonthStep(indicator, month, 1) for month in months[:3]]
    submit(contract=contract, steps=steps, actor=manager, origin=Origin.FORM)
    validate(
        contract=contract, steps=[MonthStep(indicator, months[0], 2)], actor=controller, origin=Origin.FORM
    )
    return_(
        contract=contract, steps=[MonthStep(indicator, months[2], 2)], reason="à vérifier", actor=controller,
        origin=Origin.FORM,
    )  # fmt: skip
    enter(indicator, "2025-05", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), actor=manager)
    neutralise(
        indicator=indicator, month=Month(2025, 6), is_neutralised=True, reason="Décision de la Cnav",
        expected_version=0, actor=None, origin=Origin.COMMAND,
    )  # fmt: skip
    lock(contract=contract, months=[Month(2025, 7)], actor=None, origin=Origin.COMMAND)
    found = [cell.word for cell in cells(contract, manager).values()]
    assert found == [
        "validé", "soumis", "renvoyé", "saisi", "absence motivée, saisi", "neutralisé", "non renseigné, clos",
        "non renseigné, en retard", "non renseigné, en retard", "pas encore dû, facultatif", "pas encore dû",
        "pas encore dû",
    ]  # fmt: skip


def test_what_is_due_comes_with_its_day_and_leads_to_its_field(client, contract, indicator, manager):
    for month in range(1, 9):
        enter(indicator, f"2025-{month:02}", pair(95, 100), actor=manager)
    page = client.get(address(contract)).content.decode()
    assert "Il reste une valeur à saisir en retard." in page
    assert (
        f'href="{address(contract)}?annee=2025&amp;mois=9#R1-2025-09">Indicateur 1 (R1), septembre 2025</a>'
        in page
    )
    assert 'id="R1-2025-09"' in page
    assert "en retard depuis le 10/10/2025" in page


def test_what_was_said_to_be_unavailable_is_not_asked_again(contract, indicator, manager):
    for month in range(1, 9):
        enter(indicator, f"2025-{month:02}", pair(95, 100), actor=manager)
    enter(indicator, "2025-09", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), actor=manager)
    assert grid_page(contract, manager, {}).finding.startswith("Rien ne manque")


def test_the_delay_of_an_indicator_is_its_own(contract, indicator, manager):
    for month in range(1, 9):
        enter(indicator, f"2025-{month:02}", pair(95, 100), actor=manager)
    indicator.entry_delay_days = 25
    indicator.save()
    page = grid_page(contract, manager, {})
    assert (page.due, page.late) == (1, 0)
    assert page.todo[0].when == "jusqu’au 25/10/2025"


@pytest.mark.parametrize(("days", "late"), [(20, 0), (19, 1)])
def test_the_last_day_is_still_in_time(contract, indicator, manager, days, late):
    for month in range(1, 9):
        enter(indicator, f"2025-{month:02}", pair(95, 100), actor=manager)
    indicator.entry_delay_days = days
    indicator.save()
    assert grid_page(contract, manager, {}).late == late


def test_a_month_that_came_back_is_first_with_its_reason(client, contract, indicator, manager, controller):
    enter(indicator, "2025-09", pair(95, 100), actor=manager)
    step = MonthStep(indicator, Month(2025, 9), 1)
    submit(contract=contract, steps=[step], actor=manager, origin=Origin.FORM)
    step = MonthStep(indicator, Month(2025, 9), 2)
    return_(contract=contract, steps=[step], reason="total différent", actor=controller, origin=Origin.FORM)
    page = grid_page(contract, manager, {})
    assert (page.todo[0].text, page.todo[0].when) == ("Indicateur 1 (R1), septembre 2025", "renvoyé")
    assert "« total différent »" in client.get(address(contract)).content.decode()
    assert (
        save(client, indicator, "2025-09", numerator="94", denominator="100", version="3").status_code == 200
    )
    assert stored(indicator, "2025-09").fact == pair(94, 100)


def test_a_number_of_queries_that_does_not_grow(
    contract, indicator, manager, django_assert_num_queries, client
):
    with django_assert_num_queries(GRID_QUERIES):
        client.get(address(contract))
    for _ in range(4):
        other = make_indicator(contract, targets=every_year("80", "90"))
        assign(manager, other)
        for month in range(1, 9):
            enter(other, f"2025-{month:02}", pair(95, 100), actor=manager)
    with django_assert_num_queries(GRID_QUERIES):
        client.get(address(contract))


def test_only_what_is_assigned_is_there(client, contract, indicator, manager, controller):
    make_indicator(contract)
    assert [line.indicator.code for line in grid_page(contract, manager, {}).lines] == ["R1"]
    assert [line.indicator.code for line in grid_page(contract, controller, {}).lines] == ["R1", "R2"]


def test_an_indicator_of_amounts_has_one_field(client, contract, manager):
    other = make_indicator(contract, unit="jours", aggregation=Aggregation.SOMME)
    assign(manager, other)
    enter(other, "2025-09", amount(12), actor=manager)
    page = client.get(address(contract)).content.decode()
    assert re.findall(r'name="(R2/2025-09/[a-z]+)"', page) == [
        "R2/2025-09/value",
        "R2/2025-09/version",
        "R2/2025-09/brouillon",
    ]


def test_a_year_out_of_the_contract_shows_its_nearest(contract, indicator, manager):
    assert grid_page(contract, manager, {"annee": "1999"}).filters.year == contract.first_year
    assert grid_page(contract, manager, {"annee": "９"}).filters.year == date(2025, 1, 1).year
