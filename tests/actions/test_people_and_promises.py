"""What people promised and since when it is over, and the calendar person by person: counts that add up."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import Origin
from commitments.recording import Update, update_many
from dashboards.actions.people import by_person
from tests.factories import make_action, make_user, planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db
LATE, SOON = date(2025, 9, 30), date(2025, 12, 15)


@pytest.fixture(autouse=True)
def later_in_october_2025(in_october_2025):
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


@pytest.fixture
def deputy(contract):
    return make_user(Role.GESTIONNAIRE, contract.body, username="alex")


@pytest.fixture
def get(client, contract):
    client.force_login(make_user(Role.LECTEUR, contract.body))

    def page(path):
        response = client.get(f"/{contract.body.code}/{contract.code}/{path}")
        assert response.status_code == 200
        return response

    return page


@pytest.fixture
def promised(contract, owner, deputy):
    """E1A1 late in 2024 with a day that is over and one to come in 2025; E1A2, of a deputy alone, promised for a day
    that is over; E1A3 done, whatever was promised; E2A1 nobody's, without a day.
    """
    first = make_action(contract, years=(2024, 2025), owner=owner, deputy=deputy)
    second = make_action(contract, code="E1A2", years=(2025,), deputy=deputy)
    third = make_action(contract, code="E1A3", years=(2025,), owner=owner)
    make_action(contract, code="E2A1", years=(2025,))
    updates = [
        Update(planned(first, 2024), Declared.EN_COURS, 40, LATE),
        Update(planned(first, 2025), Declared.EN_COURS, 60, SOON),
        Update(planned(second, 2025), Declared.RIEN, 0, LATE),
        Update(
            planned(third, 2025), Declared.REALISE, 100, LATE, proof=Link("https://ged.exemple.fr/b", "B")
        ),
    ]
    update_many(contract=contract, updates=updates, actor=None, origin=Origin.COMMAND)


def rows(response):
    return [row.action.code for row in response.context["page"].rows]


def test_promises_whose_day_is_over_are_listed_apart_with_who_and_since_when(get, promised, owner, deputy):
    response = get("engagements/")
    page, text = response.context["page"], text_of(response)
    assert page.passed_finding == "Deux dates promises sont passées"
    assert [item.name for item in page.passed] == ["F1-E1A1, 2024", "F1-E1A2, 2025"]
    listed = text.partition("Deux dates promises")[2].partition("Par personne")[0]
    for line in (
        f"depuis 20 j Action E1A1, en 2024 F1-E1A1 promesse du 30/09/2025, en retard depuis fin 2024 · {owner}",
        f"depuis 20 j Action E1A2, en 2025 F1-E1A2 promesse du 30/09/2025 · {deputy}",
    ):
        assert line in listed
    assert [item.name for item in page.late] == ["F1-E1A1, 2024"]


def test_what_is_under_way_shows_its_day_everywhere(get, promised):
    cells = get("engagements/").context["page"].rows[0].cells
    assert [(cell.year, cell.forecast, cell.is_passed) for cell in cells if cell.forecast] == [
        (2024, LATE, True),
        (2025, SOON, False),
    ]
    gantt = get("engagements/gantt/").context["page"].fiches[0].lines[0]
    assert [(each.label, each.is_passed) for each in gantt.milestones] == [
        ("promesse du 30/09/2025 passée", True),
        ("prévu le 15/12/2025", False),
    ]
    dates = [line.date for line in get("engagements/1/E1A1/").context["lines"]]
    assert dates == ["promesse du 30/09/2025 passée", "prévu le 15/12/2025"]
    assert get("engagements/1/E2A1/").context["lines"][0].date == "attendu d’ici fin 2025"
    dashboard = get("").context["owing"].actions
    assert (dashboard.passed_count, dashboard.count) == ("deux dates promises sont passées", 1)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?prevu=passee", ["E1A1", "E1A2"]),
        ("?prevu=sans", ["E2A1"]),
        ("?prevu=demain", ["E1A1", "E1A2", "E1A3", "E2A1"]),
        ("?par=personne&etat=en_retard", ["E1A1"]),
        ("?par=personne", ["E1A1", "E1A3", "E1A2", "E2A1"]),
    ],
)
def test_the_address_filters_by_day_and_groups_by_person(get, promised, query, found):
    assert rows(get(f"engagements/{query}")) == found


def test_each_echeance_counts_once_for_one_person_and_the_counts_add_up(get, promised, owner, deputy):
    page = get("engagements/?par=personne").context["page"]
    people = page.people_items
    assert [(each.person, len(each.items)) for each in people] == [(owner, 3), (deputy, 1), (None, 1)]
    whole = [count for _, count in page.everybody.status_counts]
    parts = [[count for _, count in each.status_counts] for each in people]
    assert [sum(column) for column in zip(*parts, strict=True)] == whole
    assert sum(whole) == sum(len(each.items) for each in people) == len(page.items)
    assert sum(each.passed_count for each in people) == page.everybody.passed_count == len(page.passed)
    for listed in (page.late, page.passed):
        assert sorted(item.name for each in by_person(listed) for item in each.items) == sorted(
            item.name for item in listed
        )


def test_grouped_by_person_the_page_asks_as_many_queries(get, promised):
    found = []
    for path in ("engagements/", "engagements/?par=personne", "engagements/?prevu=passee"):
        get(path)
        with CaptureQueriesContext(connection) as queries:
            get(path)
        found.append(len(queries))
    assert found == [9, 9, 9]
