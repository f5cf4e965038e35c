"""The pages of actions: the calendar and its filters, the Gantt, one action, what the other pages say of them."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.rights import Role
from commitments.calendar import Declared
from commitments.ledger.proofs import Link
from commitments.models import Origin
from commitments.recording import Update, update_many
from dashboards.actions.gantt import LEFT, gantt_page
from dashboards.actions.late import late_actions
from indicators.recording import link
from tests.factories import make_action, make_indicator, make_user, planned

pytestmark = pytest.mark.django_db
LINK = Link("https://ged.exemple.fr/bilan", "Bilan")
# Of the session, the person and the navigation: five; the rest is the page's own, whatever the number of actions.
QUERIES = {
    "engagements/": 10,
    "engagements/?etat=en_retard": 10,
    "engagements/gantt/": 9,
    "engagements/1/E1A1/": 21,
    "engagements/1/E1A1/2025/": 13,
    "engagements/revue/": 9,
    "engagements/validation/": 11,
    "engagements/import/": 5,
}


@pytest.fixture(autouse=True)
def later_in_october_2025(in_october_2025):
    with time_machine.travel("2025-10-20T10:00:00+02:00"):
        yield


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
    return [row.action.code for row in response.context["page"].rows]


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


def test_the_calendar_shows_what_is_late_and_one_status_a_year(page, followed):
    response = page("engagements/")
    shown = response.context["page"]
    assert shown.finding == "Une action est en retard sur les 2 qui ont commencé"
    assert '<span class="vh">en retard </span>depuis fin 2024' in response.content.decode()
    assert [item.days_late for item in shown.late_first] == [293]
    first = shown.rows[0]
    assert [cell.mark and (cell.mark.word, cell.detail) for cell in first.cells] == [
        None,
        ("En retard", "0\u00a0%"),
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
    rows = page("engagements/").context["page"].tallies
    assert [row.level for row in rows] == ["partie", "fiche", "engagement", "engagement", "total"]
    counted = [(row.total.planned, row.total.due, row.total.done, row.total.late) for row in rows]
    assert counted == [(4, 3, 1, 1), (4, 3, 1, 1), (3, 3, 1, 1), (1, 0, 0, 0), (4, 3, 1, 1)]
    by_year = [(each.planned, each.done) for each in rows[-1].years]
    assert by_year == [(0, 0), (2, 1), (1, 0), (0, 0), (1, 0)]


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
    # The first page after an act counts what the navigation shows.
    page("engagements/")
    found = {}
    for path in QUERIES:
        with CaptureQueriesContext(connection) as queries:
            page(path)
        found[path] = len(queries)
    assert found == QUERIES


def test_the_gantt_draws_each_year_and_today_with_the_same_in_a_table(page, followed):
    response = page("engagements/gantt/")
    shown = response.context["page"]
    lines = shown.fiches[0].lines
    assert [[(bar.width > 0, bar.is_late) for bar in line.bars] for line in lines] == [
        [(True, True), (True, False)],
        [(True, False)],
        [(True, False)],
    ]
    assert LEFT < shown.today_x < shown.right
    assert lines[0].spoken == ("2024\u00a0: en retard depuis fin 2024", "2025\u00a0: en cours 40\u00a0%")
    assert "2025\u00a0: en cours 40\u00a0%" in response.content.decode()


def test_the_gantt_tells_an_abandoned_year_by_its_shape_and_its_word(page, contract, followed):
    given_up = Update(
        planned(followed[0], 2025), Declared.ABANDONNE, 40, date(2025, 11, 30), reason="x", decided_by="CODIR"
    )
    say(contract, given_up)
    response = page("engagements/gantt/")
    line = response.context["page"].fiches[0].lines[0]
    assert [(bar.is_late, bar.is_given_up) for bar in line.bars] == [(True, False), (False, True)]
    assert line.milestones == ()
    drawing = response.content.decode().partition('<svg class="gantt"')[2].partition("</svg>")[0]
    assert (drawing.count('class="abandon"'), drawing.count(">abandonné<")) == (1, 1)
    assert line.spoken[1] == "2025\u00a0: abandonné"


@pytest.mark.parametrize(
    ("day", "line_of_today", "anchor"),
    [("2025-01-01", 760, "start"), ("2027-12-30", 1269, "end"), ("2029-03-01", None, "end")],
)
def test_the_line_of_today_and_the_days_late_stay_on_the_drawing(
    contract, followed, day, line_of_today, anchor
):
    with time_machine.travel(f"{day}T10:00:00+01:00"):
        shown = gantt_page(contract, QueryDict())
    line = shown.fiches[0].lines[0]
    assert (shown.today_x, line.late_anchor) == (line_of_today, anchor)
    assert line.late
    assert LEFT < line.late_x < shown.right - 10


def test_the_days_late_are_written_beyond_the_lozenges(contract):
    late, years = make_action(contract, years=(2024, 2025)), (2024, 2025)
    say(contract, *(Update(planned(late, year), Declared.EN_COURS, 40, date(2025, 12, 28)) for year in years))
    line = gantt_page(contract, QueryDict()).fiches[0].lines[0]
    assert line.late_x >= max(each.x for each in line.milestones) + 12


def test_the_page_of_an_action_links_its_indicators_both_ways(client, page, contract, address, followed):
    make_indicator(contract)
    response = client.post(f"{address}engagements/1/E1A1/liens/", {"indicateur": "R1"})
    assert response.status_code == 302
    assert [each.link.indicator.code for each in page("engagements/1/E1A1/").context["links"]] == ["R1"]
    assert [each.link.action.full_code for each in page("R1/").context["page"].actions] == ["F1-E1A1"]
    pk = page("engagements/1/E1A1/").context["links"][0].link.pk
    client.post(f"{address}engagements/1/E1A1/liens/", {"retirer": pk})
    assert page("R1/").context["page"].actions == []
    titles = [line.title for line in page("engagements/1/E1A1/").context["journal"]]
    assert titles[:2] == ["Lien retiré", "Lien avec un indicateur"]


def test_a_finished_year_shows_its_day_and_the_reason_or_waiver_of_its_end(page, contract, followed):
    """Not the day that was foreseen, nor the day of its validation."""
    planned_year = planned(make_action(contract, code="E1A3", years=(2023,)), 2023)
    waived = planned(make_action(contract, code="E1A4", years=(2025,)), 2025)
    for day, update in (
        ("2025-11-03", Update(planned_year, Declared.EN_COURS, 40, date(2025, 12, 1))),
        ("2025-11-04", Update(planned_year, Declared.ABANDONNE, reason="Sans suite", decided_by="CODIR")),
        (
            "2025-11-05",
            Update(
                planned_year, Declared.ABANDONNE, comment="Redit", reason="Sans suite", decided_by="CODIR"
            ),
        ),
        ("2025-11-06", Update(waived, Declared.REALISE, 100, waiver="Constaté sur place")),
    ):
        with time_machine.travel(f"{day}T10:00:00+02:00"):
            say(contract, update)
    lines = [page(f"engagements/1/{code}/").context["lines"][0] for code in ("E1A3", "E1A4")]
    assert [line.date for line in lines] == ["dit le 04/11/2025", "dit le 06/11/2025"]
    for code, text in (
        ("E1A3", "<small>Décidé par CODIR\u00a0: «\u00a0Sans suite\u00a0»</small>"),
        ("E1A4", "<small>Dispensé de preuve\u00a0: «\u00a0Constaté sur place\u00a0»</small>"),
    ):
        assert text in page(f"engagements/1/{code}/").content.decode()
    shown = page("engagements/1/E1A3/").content.decode()
    assert "prévu le 01/12/2025" not in shown.partition('id="journal"')[0]


def test_an_owner_is_named_on_the_page_and_a_stale_version_is_refused(client, page, contract, address, owner):
    make_action(contract, years=(2025,))
    named = {"responsable": owner.username, "suppleant": "", "version": "0"}
    client.post(f"{address}engagements/1/E1A1/responsables/", named)
    assert page("engagements/1/E1A1/").context["owners"].owner == owner
    late = client.post(
        f"{address}engagements/1/E1A1/responsables/", {**named, "responsable": ""}, follow=True
    )
    assert "Une autre personne vient de changer le responsable" in late.content.decode()
    assert page("engagements/1/E1A1/").context["owners"].owner == owner


def test_the_dashboard_and_the_fiche_say_what_is_late(page, followed):
    owing = page("").context["owing"].first
    assert [each.text for each in owing] == ["1\u00a0échéance"]
    fiche = page("fiches/1/").context["page"]
    assert [item.name for item in fiche.late] == ["F1-E1A1, 2024"]
    assert [row.level for row in fiche.tallies] == ["engagement", "engagement", "total"]


def test_nothing_late_is_shown_as_such(page, contract):
    make_action(contract, years=(2026,))
    assert "Rien n’est dû aujourd’hui." in page("").content.decode()
    assert late_actions(contract).title == "Aucune action en retard au 20/10/2025"
    assert page("engagements/").context["page"].finding == "Aucune action n’est encore due"
