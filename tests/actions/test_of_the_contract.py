"""The actions of the first user's contract as its file says: years, deliverables, what the source leaves open."""

import html
import json
import re
from datetime import date
from itertools import groupby

import pytest
import time_machine
from django.conf import settings as project_settings
from django.http import QueryDict

from accounts.rights import Role
from commitments.calendar import ActionStatus
from commitments.models import ActionLink, Contract
from commitments.selectors import items_of
from dashboards.actions.page import calendar_page
from indicators.demo.actions import load_follow_up
from indicators.loading import load_contract
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
OPEN_YEARS = {"F1-E4A1", "F4-E2A1", "F4-E5A1", "F9-E2A2"}


@pytest.fixture(autouse=True)
def later_in_october_2025(in_october_2025):
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


@pytest.fixture(scope="module")
def loaded(rows_of_module):
    load_contract(json.loads(project_settings.CONTRACT_FILE.read_text("utf-8")))


@pytest.fixture
def first_contract(loaded):
    """The contract of the first user, as its file says."""
    return Contract.objects.select_related("body").get()


def test_four_deliverables_have_their_own_years(client, first_contract):
    client.force_login(make_user(Role.LECTEUR, first_contract.body))
    address = f"/{first_contract.body.code}/{first_contract.code}/engagements/4/E1A2/"
    response = client.get(address)
    items = [line.item for line in response.context["lines"]]
    assert re.findall(r'<h3 class="livrable">Livrable (\d)', response.content.decode()) == list("1234")
    assert [
        (deliverable.number, [item.year for item in group])
        for deliverable, group in groupby(items, key=lambda item: item.planned.deliverable)
    ] == [
        (1, [2023, 2024, 2025, 2026, 2027]),
        (2, [2024, 2025, 2026, 2027]),
        (3, [2023, 2024, 2025, 2026, 2027]),
        (4, [2025]),
    ]


def test_an_action_planned_in_two_years_apart_is_late_for_the_first_only(first_contract):
    items = {
        item.place: item for item in items_of(first_contract, date(2025, 1, 1)) if item.code == "F9-E5A1"
    }
    assert {place: item.status for place, item in items.items()} == {
        "2024": ActionStatus.EN_RETARD,
        "2027": ActionStatus.A_VENIR,
    }


def test_years_that_the_source_leaves_open_show_the_reading_that_was_retained(client, first_contract):
    client.force_login(make_user(Role.LECTEUR, first_contract.body))
    address = f"/{first_contract.body.code}/{first_contract.code}/engagements/"
    rows = {row.action.full_code: row for row in client.get(address).context["page"].rows}
    noted = [code for code, row in rows.items() if row.notes]
    assert set(noted) >= OPEN_YEARS
    assert "Lecture retenue\u00a0: 2024 à 2026" in client.get(address).content.decode()


@pytest.mark.parametrize("code", sorted(OPEN_YEARS))
def test_so_does_the_page_of_such_an_action_and_of_its_years(client, first_contract, code):
    client.force_login(make_user(Role.CONTROLEUR, first_contract.body))
    fiche, _, action = code.removeprefix("F").partition("-")
    address = f"/{first_contract.body.code}/{first_contract.code}/engagements/{fiche}/{action}/"
    response = client.get(address)
    (noted,) = response.context["interpretations"]
    shown = "".join(html.unescape(response.content.decode()).split())
    assert "".join(noted.retained.split()) in shown
    item = response.context["lines"][0].item
    assert client.get(f"{address}{item.place}/").context["notes"] == [noted]


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2024-12-31T22:59:59+00:00", ("À venir", "À venir")),
        ("2024-12-31T23:00:00+00:00", ("En retard", "À venir")),
        ("2025-01-01T00:00:00+00:00", ("En retard", "À venir")),
        ("2027-12-31T22:59:59+00:00", ("En retard", "À venir")),
        ("2027-12-31T23:00:00+00:00", ("En retard", "En retard")),
    ],
)
def test_a_year_that_is_not_done_is_late_from_its_first_second_after_in_paris(first_contract, instant, words):
    with time_machine.travel(instant):
        page = calendar_page(
            first_contract, make_user(Role.LECTEUR, first_contract.body), QueryDict("fiche=9")
        )
    row = next(row for row in page.rows if row.action.full_code == "F9-E5A1")
    assert tuple(cell.mark.word for cell in row.cells if cell.mark) == words


def test_the_demonstration_is_the_same_each_time_and_loaded_once(first_contract):
    people = [make_user(role, first_contract.body) for role in (Role.GESTIONNAIRE, Role.CONTROLEUR)]
    assert load_follow_up(first_contract, *people) > 150
    assert load_follow_up(first_contract, *people) == 0
    assert ActionLink.objects.count() > 20
    items = items_of(first_contract, date(2025, 10, 20))
    states = [item.status for item in items]
    assert all(states.count(status) for status in ActionStatus)
    assert not any(item.lacks_proof for item in items if item.status is ActionStatus.REALISE)


def test_the_demonstration_has_records_at_half_of_a_year(first_contract):
    people = [make_user(role, first_contract.body) for role in (Role.GESTIONNAIRE, Role.CONTROLEUR)]
    load_follow_up(first_contract, people[0], people[1], until=date(2025, 6, 30))
    states = [item.status for item in items_of(first_contract, date(2025, 6, 30)) if item.year == 2025]
    assert states.count(ActionStatus.EN_COURS) > len(states) / 2
    assert {ActionStatus.EN_COURS, ActionStatus.A_VENIR} == set(states)
