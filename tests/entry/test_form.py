"""The grid as a plain form: rows without JavaScript, and handing over."""

import re

import pytest

from commitments.ledger.state import State
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind
from indicators.models import ActualRevision
from indicators.recording import MonthStep, return_, submit
from tests.entry.asking import address, cells, stored
from tests.factories import (
    assign,
    enter,
    every_year,
    make_indicator,
    pair,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]


def test_without_javascript_a_row_saves_what_changed_and_keeps_what_is_refused(client, indicator, manager):
    enter(indicator, "2025-01", pair(95, 100), actor=manager)
    posted = {"ligne": "R1"}
    for month, version, before, after in (
        ("2025-01", "1", ("95", "100"), ("96", "100")),
        ("2025-02", "0", ("", ""), ("1_000", "100")),
        ("2025-03", "0", ("", ""), ("", "")),
        ("2025-04", "0", ("", ""), ("90", "100")),
    ):
        posted[f"R1/{month}/version"] = version
        for part, was, now in zip(("numerator", "denominator"), before, after, strict=True):
            posted |= {f"R1/{month}/{part}": now, f"R1/{month}/{part}/avant": was}
    response = client.post(address(indicator.contract), posted)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="1_000"' in page
    assert "Février n’est pas enregistré." in page
    assert "Ce n’est pas un nombre" in page
    assert stored(indicator, "2025-01").fact == pair(96, 100)
    assert stored(indicator, "2025-04").fact == pair(90, 100)
    assert ActualRevision.objects.count() == 3


def test_what_is_ticked_is_read_again_before_it_goes(client, contract, indicator, manager):
    for month in (8, 9):
        enter(indicator, f"2025-{month:02}", pair(90 + month, 100), actor=manager)
    answer = client.post(address(contract), {"soumettre": ["R1", "R9"]})
    assert answer["Location"] == f"{address(contract)}soumettre/?annee=2025&indicateur=R1"
    assert {stored(indicator, f"2025-{month:02}").state for month in (8, 9)} == {State.SAISI}


def test_without_javascript_what_was_typed_is_written_before_it_is_submitted(
    client, contract, indicator, manager
):
    other = make_indicator(contract, targets=every_year("80", "90"), first_year=2025)
    assign(manager, other)
    enter(indicator, "2025-08", pair(95, 100), actor=manager)
    typed = {"soumettre": "R1", "R1/2025-08/brouillon": "1"}
    for code, value in (("R1", "96"), ("R2", "97")):
        typed |= {f"{code}/2025-09/version": "0"}
        for part, text in (("numerator", value), ("denominator", "100")):
            typed |= {f"{code}/2025-09/{part}": text, f"{code}/2025-09/{part}/avant": ""}
    refused = client.post(address(contract), typed | {"R2/2025-09/numerator": "x"})
    assert refused.status_code == 422
    assert stored(indicator, "2025-08").state == State.SAISI
    assert 'value="x"' in refused.content.decode()
    typed |= {"R1/2025-09/version": "1"}
    assert client.post(address(contract), typed)["Location"].endswith("indicateur=R1")
    assert stored(other, "2025-09").fact == pair(97, 100)


def test_an_absence_comes_back_with_its_reason(client, contract, indicator, manager, controller):
    enter(indicator, "2025-09", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), actor=manager)
    assert re.search(r'name="R1/2025-09/brouillon" value="1"', client.get(address(contract)).content.decode())
    submit(
        contract=contract, steps=[MonthStep(indicator, Month(2025, 9), 1)], actor=manager, origin=Origin.GRID
    )
    step = MonthStep(indicator, Month(2025, 9), 2)
    return_(
        contract=contract, steps=[step], reason="une estimation suffit", actor=controller, origin=Origin.FORM
    )
    cell = cells(contract, manager)["2025-09"]
    assert (cell.word, cell.is_typed) == ("renvoyé", False)
    assert "une estimation suffit" in cell.messages[0].title


def test_a_grid_of_many_fields_is_taken(client, contract, indicator, manager):
    many = {
        f"R{code}/2025-{month:02}/{part}": "1"
        for code in range(2, 40)
        for month in range(1, 13)
        for part in range(6)
    }
    assert len(many) > 2000
    response = client.post(address(contract), many | {"ligne": "R1"})
    assert response.status_code == 302


def test_nothing_ticked_is_said(client, contract, manager):
    response = client.post(address(contract), {})
    assert response.status_code == 422
    assert "Cochez au moins un indicateur" in response.content.decode()
