"""The pages of actions: the calendar and its filters, the Gantt, one action, what the other pages say of them."""

import json
from datetime import date

import pytest
import time_machine
from django.conf import settings as project_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from commitments.calendar import Declared, Status
from commitments.followup.demo import load_follow_up
from commitments.followup.reading import items_of
from commitments.followup.recording import Update, link, update_many
from commitments.models import Contract, Origin
from indicators.loading import load_contract
from indicators.recording import Link
from tests.factories import make_action, make_contract, make_indicator, make_user, planned

pytestmark = pytest.mark.django_db
LINK = Link("https://ged.exemple.fr/bilan", "Bilan")
# Of the session, the person and the navigation: five; the rest is the page's own, whatever the number of actions.
QUERIES = {
    "engagements/": 10,
    "engagements/?etat=en_retard": 10,
    "engagements/gantt/": 9,
    "engagements/1/E1A1/": 19,
    "engagements/1/E1A1/2025/": 12,
    "engagements/revue/": 9,
    "engagements/validation/": 11,
    "engagements/import/": 5,
}


@pytest.fixture(autouse=True)
def in_october_2025(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


@pytest.fixture
def contract():
    return make_contract()


@pytest.fixture
def owner(contract):
    return make_user(Role.GESTIONNAIRE, contract.body)


@pytest.fixture
def address(contract):
    return f"/{contract.body.code}/{contract.code}/"


@pytest.fixture
def page(client, contract, address):
    client.force_login(make_user(Role.CONTROLEUR, contract.body))

    def get(path):
        response = client.get(f"{address}{path}")
        assert response.status_code == 200
        return response

    return get


def say(contract, *updates, **more):
    update_many(contract=contract, updates=updates, actor=None, origin=Origin.COMMAND, **more)


def codes(response):
    return [row.code for block in response.context["page"].blocks for row in block.rows]


@pytest.fixture
def followed(contract, owner):
    """E1A1 late in 2024 and under way; E1A2 done in 2024 with its proof; E2A1 to come, nobody's."""
    first = make_action(contract, years=(2024, 2025), owner=owner)
    second = make_action(contract, code="E1A2", years=(2024,), owner=owner)
    third = make_action(contract, code="E2A1", years=(2027,))
    say(
        contract,
        Update(planned(first, 2025), Declared.EN_COURS, 40),
        Update(planned(second, 2024), Declared.REALISE, proof=LINK),
    )
    return first, second, third


def test_the_calendar_says_what_is_late_and_each_year_in_one_word(page, followed):
    response = page("engagements/")
    shown = response.context["page"]
    assert shown.finding == "Une action est en retard sur les 2 qui ont commencé"
    assert [line.days for line in shown.late] == ["293\u00a0j"]
    first = shown.blocks[0].rows[0]
    assert [cell.mark and (cell.mark.word, cell.detail) for cell in first.cells] == [
        None,
        ("En retard", "293\u00a0j"),
        ("En cours", "40\u00a0%"),
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["E1A1", "E1A2", "E2A1"]),
        ("?etat=en_retard", ["E1A1"]),
        ("?etat=realise", ["E1A2"]),
        ("?annee=2027", ["E2A1"]),
        ("?annee=2024&etat=en_cours", []),
        ("?responsable=personne", ["E2A1"]),
        ("?sans-preuve=1", ["E1A1"]),
        ("?fiche=1", ["E1A1", "E1A2", "E2A1"]),
        ("?fiche=7", []),
        ("?etat=presque&annee=1999", ["E1A1", "E1A2", "E2A1"]),
    ],
)
def test_filters_are_in_the_address(page, followed, query, found):
    assert codes(page(f"engagements/{query}")) == found


def test_an_owner_is_a_filter_too(page, followed, owner):
    assert codes(page(f"engagements/?responsable={owner.username}")) == ["E1A1", "E1A2"]


def test_the_roll_up_counts_by_engagement_fiche_and_part(page, followed):
    rows = page("engagements/").context["page"].rows
    assert [row.level for row in rows] == ["partie", "fiche", "engagement", "engagement", "total"]
    counted = [(row.total.planned, row.total.due, row.total.done, row.total.late) for row in rows]
    assert counted == [(4, 3, 1, 1), (4, 3, 1, 1), (3, 3, 1, 1), (1, 0, 0, 0), (4, 3, 1, 1)]
    by_year = [(each.year, each.tally.planned, each.tally.done) for each in rows[-1].years]
    assert by_year == [(2023, 0, 0), (2024, 2, 1), (2025, 1, 0), (2026, 0, 0), (2027, 1, 0)]


@pytest.mark.parametrize("count", [1, 30])
def test_as_many_queries_for_many_actions_as_for_one(page, contract, owner, count):
    indicator = make_indicator(contract)
    for rank in range(count):
        action = make_action(contract, code=f"E1A{rank + 1}", years=(2024, 2025, 2026), owner=owner)
        say(
            contract,
            Update(planned(action, 2025), Declared.EN_COURS, 40),
            Update(planned(action, 2026), Declared.REALISE, proof=LINK),
            hands_over=True,
        )
        link(contract=contract, action=action, indicator=indicator, actor=None, origin=Origin.COMMAND)
    found = {}
    for path in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            page(path)
        found[path] = len(queries)
    assert found == QUERIES


def test_the_gantt_draws_each_year_today_and_says_the_same_in_a_table(page, followed):
    response = page("engagements/gantt/")
    shown = response.context["page"]
    lines = shown.fiches[0].lines
    assert [[(bar.width > 0, bar.is_late) for bar in line.bars] for line in lines] == [
        [(True, True), (True, False)],
        [(True, False)],
        [(True, False)],
    ]
    assert shown.left < shown.today_x < shown.right
    assert lines[0].spoken == ("2024\u00a0: en retard 293\u00a0j", "2025\u00a0: en cours 40\u00a0%")
    assert "2025\u00a0: en cours 40\u00a0%" in response.content.decode()


def test_the_page_of_an_action_links_its_indicators_both_ways(client, page, contract, address, followed):
    make_indicator(contract)
    response = client.post(f"{address}engagements/1/E1A1/liens/", {"indicateur": "R1"})
    assert response.status_code == 302
    assert [each.code for each in page("engagements/1/E1A1/").context["page"].links] == ["R1"]
    assert [each.code for each in page("R1/").context["page"].actions] == ["F1-E1A1"]
    pk = page("engagements/1/E1A1/").context["page"].links[0].pk
    client.post(f"{address}engagements/1/E1A1/liens/", {"retirer": pk})
    assert page("R1/").context["page"].actions == ()
    titles = [line.title for line in page("engagements/1/E1A1/").context["page"].journal.lines]
    assert titles[:2] == ["Lien retiré", "Lien avec un indicateur"]


def test_an_owner_is_named_on_the_page_and_told_when_somebody_else_did(
    client, page, contract, address, owner
):
    make_action(contract, years=(2025,))
    named = {"responsable": owner.username, "suppleant": "", "version": "0"}
    client.post(f"{address}engagements/1/E1A1/responsables/", named)
    assert page("engagements/1/E1A1/").context["page"].owners.owner == owner
    late = client.post(
        f"{address}engagements/1/E1A1/responsables/", {**named, "responsable": ""}, follow=True
    )
    assert "Une autre personne vient de changer le responsable" in late.content.decode()
    assert page("engagements/1/E1A1/").context["page"].owners.owner == owner


def test_the_dashboard_and_the_fiche_say_what_is_late(page, followed):
    late = page("").context["page"].late_actions
    assert (late.title, [line.name for line in late.lines]) == (
        "Une action en retard au 20/10/2025",
        ["F1-E1A1, 2024"],
    )
    fiche = page("fiches/1/").context["page"]
    assert [line.name for line in fiche.late] == ["F1-E1A1, 2024"]
    assert [row.level for row in fiche.tallies] == ["engagement", "engagement", "total"]


def test_nothing_late_is_said_too(page, contract):
    make_action(contract, years=(2026,))
    assert page("").context["page"].late_actions.title == "Aucune action en retard au 20/10/2025"
    assert page("engagements/").context["page"].finding == "Aucune action n’est encore due"


@pytest.fixture
def first_contract():
    """The contract of the first user, as its file says."""
    load_contract(json.loads(project_settings.CONTRACT_FILE.read_text("utf-8")))
    return Contract.objects.select_related("body").get()


def test_four_deliverables_have_their_own_years(client, first_contract):
    client.force_login(make_user(Role.LECTEUR, first_contract.body))
    address = f"/{first_contract.body.code}/{first_contract.code}/engagements/4/E1A2/"
    blocks = client.get(address).context["page"].blocks
    assert [(block.number, [line.year for line in block.lines]) for block in blocks] == [
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
        "2024": Status.EN_RETARD,
        "2027": Status.A_VENIR,
    }


def test_years_that_the_source_leaves_open_show_the_reading_that_was_retained(client, first_contract):
    client.force_login(make_user(Role.LECTEUR, first_contract.body))
    address = f"/{first_contract.body.code}/{first_contract.code}/engagements/"
    rows = {
        f"F{block.number}-{row.code}": row
        for block in client.get(address).context["page"].blocks
        for row in block.rows
    }
    noted = [code for code, row in rows.items() if row.notes]
    assert {"F1-E4A1", "F4-E2A1", "F4-E5A1", "F9-E2A2"} <= set(noted)
    assert "Lecture retenue\u00a0: 2024 à 2026" in client.get(address).content.decode()


def test_the_demonstration_is_the_same_each_time_and_loaded_once(first_contract):
    people = [make_user(role, first_contract.body) for role in (Role.GESTIONNAIRE, Role.CONTROLEUR)]
    assert load_follow_up(first_contract, *people) > 150
    assert load_follow_up(first_contract, *people) == 0
    items = items_of(first_contract, date(2025, 10, 20))
    states = [item.status for item in items]
    assert all(states.count(status) for status in Status)
    assert not any(item.lacks_proof for item in items if item.status is Status.REALISE)
