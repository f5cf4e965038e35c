"""The entry grid as a server answers it: what each cell is, what a row or a cell writes, what is refused and kept."""

import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.rights import Role
from commitments.models import Origin
from dashboards.pages.entry.cells import CellState
from dashboards.pages.entry.grid import grid_page
from indicators.domain.model import Absence, AbsenceKind, Aggregation
from indicators.domain.periods import Month
from indicators.models import ActualRevision, MonthlyActual, State
from indicators.recording import Step, lock, neutralise, return_, submit, validate
from tests.factories import (
    amount,
    assign,
    enter,
    every_year,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

pytestmark = pytest.mark.django_db
GRID_QUERIES = 10


@pytest.fixture(autouse=True)
def in_october_2025():
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, targets=every_year("80", "90"), first_year=2025)


@pytest.fixture
def manager(contract, indicator, client):
    user = make_user(Role.GESTIONNAIRE, contract.body, username="camille")
    assign(user, indicator)
    client.force_login(user)
    return user


@pytest.fixture
def controller(contract):
    return make_user(Role.CONTROLEUR, contract.body, username="dominique")


def address(contract, name="entry", *rest):
    return reverse(name, args=[contract.body.code, contract.code, *rest])


def save(client, indicator, month, **fields):
    return client.post(
        address(indicator.contract, "save_cell", indicator.code, month), {"version": "0"} | fields
    )


def cells(contract, user, query=None):
    (line,) = grid_page(contract, user, query or {}).lines
    return {str(cell.month): cell for cell in line.cells}


def stored(indicator, month):
    return MonthlyActual.objects.get(indicator=indicator, month=Month.parse(month).first_day).current


def test_each_cell_has_the_state_of_its_month(contract, indicator, manager, controller):
    months = [Month(2025, number) for number in range(1, 5)]
    for month in months:
        enter(indicator, str(month), pair(95, 100), actor=manager)
    steps = [Step(indicator, month, 1) for month in months[:3]]
    submit(contract=contract, steps=steps, actor=manager, origin=Origin.FORM)
    validate(contract=contract, steps=[Step(indicator, months[0], 2)], actor=controller, origin=Origin.FORM)
    return_(
        contract=contract, steps=[Step(indicator, months[2], 2)], reason="à vérifier", actor=controller,
        origin=Origin.FORM,
    )  # fmt: skip
    enter(indicator, "2025-05", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), actor=manager)
    neutralise(
        indicator=indicator, month=Month(2025, 6), is_neutralised=True, reason="Décision de la Cnav",
        expected_version=0, actor=None, origin=Origin.COMMAND,
    )  # fmt: skip
    lock(contract=contract, months=[Month(2025, 7)], actor=None, origin=Origin.COMMAND)
    found = [cell.state for cell in cells(contract, manager).values()]
    assert found == [
        CellState.VALIDATED, CellState.SUBMITTED, CellState.RETURNED, CellState.SAVED, CellState.ABSENT,
        CellState.NEUTRALISED, CellState.CLOSED, CellState.DUE, CellState.DUE, CellState.OPEN, CellState.NOT_YET,
        CellState.NOT_YET,
    ]  # fmt: skip


def test_what_is_due_comes_with_its_day_and_leads_to_its_field(client, contract, indicator, manager):
    for month in range(1, 9):
        enter(indicator, f"2025-{month:02}", pair(95, 100), actor=manager)
    page = client.get(address(contract)).content.decode()
    assert "Il reste une valeur à saisir en retard." in page
    assert f'href="{address(contract)}?annee=2025&amp;mois=9#R1-2025-09">R1, septembre 2025</a>' in page
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
    step = Step(indicator, Month(2025, 9), 1)
    submit(contract=contract, steps=[step], actor=manager, origin=Origin.FORM)
    step = Step(indicator, Month(2025, 9), 2)
    return_(contract=contract, steps=[step], reason="total différent", actor=controller, origin=Origin.FORM)
    page = grid_page(contract, manager, {})
    assert (page.todo[0].text, page.todo[0].when) == ("R1, septembre 2025", "renvoyé")
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
    assert [line.code for line in grid_page(contract, manager, {}).lines] == ["R1"]
    assert [line.code for line in grid_page(contract, controller, {}).lines] == ["R1", "R2"]


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


def test_a_saved_cell_says_what_it_holds_and_what_it_makes(client, indicator, manager):
    told = save(client, indicator, "2025-09", numerator="1 234", denominator="2 000").json()
    assert (told["version"], told["texts"]) == (1, {"numerator": "1\u202f234", "denominator": "2\u202f000"})
    assert (told["word"], told["isDraft"]) == ("enregistré", True)
    assert told["toDate"]["value"] == "61,70\u00a0%"


@pytest.mark.parametrize(
    ("text", "part"),
    [("1_000", "numerator"), ("12 34", "numerator"), ("٣", "denominator"), ("1e5", "denominator")],
)
def test_what_is_no_figure_is_refused_by_its_part_and_writes_nothing(client, indicator, manager, text, part):
    fields = {"numerator": "1", "denominator": "2"} | {part: text}
    response = save(client, indicator, "2025-09", **fields)
    assert response.status_code == 422
    assert response.json()["parts"] == [part]
    assert "Ce n’est pas un nombre" in response.json()["messages"][0]["text"]
    assert not ActualRevision.objects.exists()


def test_the_later_of_two_is_told_and_chooses(client, indicator, manager, controller):
    enter(indicator, "2025-09", pair(50, 100), actor=controller, comment="premier")
    response = save(client, indicator, "2025-09", numerator="60", denominator="100", version="0")
    assert response.status_code == 409
    assert "dominique" in response.json()["said"]
    assert response.json()["texts"] == {"numerator": "50", "denominator": "100"}
    assert stored(indicator, "2025-09").fact == pair(50, 100)
    assert response.json()["asks"] == "motif"
    mine = {"numerator": "60", "denominator": "100", "version": "1"}
    assert save(client, indicator, "2025-09", **mine, choisi="1").status_code == 422
    assert save(client, indicator, "2025-09", **mine, motif="relevé du jour").status_code == 200
    assert stored(indicator, "2025-09").fact == pair(60, 100)


def test_ones_own_other_page_is_said_to_be_ones_own(client, indicator, manager):
    enter(indicator, "2025-09", pair(50, 100), actor=manager, comment="premier")
    told = save(client, indicator, "2025-09", numerator="60", denominator="100", version="0").json()
    assert told["said"].startswith("Vous avez enregistré 50 sur 100")
    assert told["asks"] == ""


@pytest.mark.parametrize("version", ["5", "", "abc", "-3", "99999999999999"])
def test_a_version_that_nothing_has_is_a_conflict_with_an_empty_month(client, indicator, manager, version):
    response = save(client, indicator, "2025-09", numerator="60", denominator="100", version=version)
    assert response.status_code == 409
    assert response.json()["version"] == 0
    posted = {"R1/2025-09/numerator": "1", "R1/2025-09/numerator/avant": "", "R1/2025-09/version": version}
    assert client.post(address(indicator.contract), posted | {"ligne": "R1"}).status_code in {409, 422}
    assert not ActualRevision.objects.exists()


def test_the_figure_to_date_is_that_of_the_month_that_the_page_shows(client, indicator, manager):
    save(client, indicator, "2025-03", numerator="90", denominator="100")
    told = save(client, indicator, "2025-09", numerator="10", denominator="100", mois="3").json()
    assert told["toDate"]["value"] == "90,00\u00a0%"


def test_what_one_typed_is_not_recorded_in_the_name_of_another(client, indicator, manager, controller):
    response = save(client, indicator, "2025-09", numerator="1", denominator="2", personne=str(controller.pk))
    assert response.status_code == 403
    assert not ActualRevision.objects.exists()


def test_a_comment_alone_is_refused_and_so_is_what_cannot_be_written(client, indicator, manager):
    response = save(client, indicator, "2025-09", numerator="", denominator="", commentaire="à venir")
    assert response.status_code == 422
    assert "Un mois vide ne garde pas de commentaire" in response.json()["messages"][0]["text"]
    response = save(client, indicator, "2025-09", numerator="1", denominator="2", commentaire="\0")
    assert response.status_code == 422
    assert not ActualRevision.objects.exists()


def test_without_the_check_of_versions_the_first_would_have_been_lost(client, indicator, manager, controller):
    """The control: the same second entry, from the version that stands, goes over the first without a word."""
    enter(indicator, "2025-09", pair(50, 100), actor=controller, comment="premier")
    save(client, indicator, "2025-09", numerator="60", denominator="100", version="1", motif="le mien")
    assert stored(indicator, "2025-09").fact == pair(60, 100)


def test_an_unlikely_value_is_saved_and_said(client, indicator, manager):
    for month in range(1, 9):
        enter(indicator, f"2025-{month:02}", pair(900 + month, 1000), actor=manager)
    told = save(client, indicator, "2025-09", numerator="9", denominator="1000").json()
    assert told["css"] == "c-alerte"
    assert "cent fois moins" in told["messages"][0]["title"]
    assert stored(indicator, "2025-09").fact == pair(9, 1000)


def test_a_comment_and_an_absence_are_saved_beside_the_grid(client, indicator, manager):
    save(client, indicator, "2025-09", numerator="60", denominator="100", commentaire="panne")
    assert stored(indicator, "2025-09").comment == "panne"
    save(client, indicator, "2025-09", numerator="61", denominator="100", version="1")
    assert stored(indicator, "2025-09").comment == "panne"
    told = save(
        client, indicator, "2025-09", numerator="61", denominator="100", version="2", absence="sans_objet",
        absence_reason="service fermé",
    )  # fmt: skip
    assert told.json()["texts"] == {"numerator": "s.\u00a0o.", "denominator": "s.\u00a0o."}
    assert stored(indicator, "2025-09").fact == Absence(AbsenceKind.SANS_OBJET, "service fermé")


def test_an_emptied_cell_takes_back_ones_own_draft(client, indicator, manager):
    save(client, indicator, "2025-09", numerator="60", denominator="100")
    assert save(client, indicator, "2025-09", numerator="", denominator="", version="1").status_code == 200
    assert stored(indicator, "2025-09").fact is None


def test_the_preview_is_the_arithmetic_of_the_entry_and_writes_nothing(client, indicator, manager):
    where = address(indicator.contract, "preview_cell", "R1", "2025-09")
    assert client.get(where, {"numerator": "2", "denominator": "3"}).json() == {
        "text": "66,67\u00a0%",
        "problem": "",
    }
    assert (
        "Ce n’est pas un nombre"
        in client.get(where, {"numerator": "x", "denominator": "3"}).json()["problem"]
    )
    assert not ActualRevision.objects.exists()


def test_what_is_ticked_is_submitted_all_or_none(client, contract, indicator, manager):
    for month in (8, 9):
        enter(indicator, f"2025-{month:02}", pair(95, 100), actor=manager)
    drafts = {"soumettre": "R1", "R1/2025-08/brouillon": "1", "R1/2025-09/brouillon": "7"}
    refused = client.post(address(contract), drafts)
    assert refused.status_code == 422
    assert "Septembre n’est pas soumis." in refused.content.decode()
    assert stored(indicator, "2025-08").state == State.SAISI
    assert client.post(address(contract), drafts | {"R1/2025-09/brouillon": "1"}).status_code == 302
    assert {stored(indicator, f"2025-{month:02}").state for month in (8, 9)} == {State.SOUMIS}


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
    assert client.post(address(contract), typed).status_code == 302
    assert {stored(indicator, f"2025-{month:02}").state for month in (8, 9)} == {State.SOUMIS}
    assert stored(other, "2025-09").fact == pair(97, 100)


def test_an_absence_is_submitted_with_the_rest_and_comes_back_with_its_reason(
    client, contract, indicator, manager, controller
):
    enter(indicator, "2025-09", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), actor=manager)
    assert re.search(r'name="R1/2025-09/brouillon" value="1"', client.get(address(contract)).content.decode())
    client.post(address(contract), {"soumettre": "R1", "R1/2025-09/brouillon": "1"})
    step = Step(indicator, Month(2025, 9), 2)
    return_(
        contract=contract, steps=[step], reason="une estimation suffit", actor=controller, origin=Origin.FORM
    )
    cell = cells(contract, manager)["2025-09"]
    assert cell.state is CellState.RETURNED_ABSENCE
    assert "une estimation suffit" in cell.messages[0].title


def test_a_forged_month_is_no_month(client, contract, manager):
    forged = {"soumettre": "R1", "R1/0000-01/brouillon": "1", "R1/9999-12/brouillon": "1"}
    assert client.post(address(contract), forged).status_code == 422


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
    assert grid_page(contract, manager, {"annee": "1999"}).asked.year == contract.first_year
    assert grid_page(contract, manager, {"annee": "９"}).asked.year == date(2025, 1, 1).year
