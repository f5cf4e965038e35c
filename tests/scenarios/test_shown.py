"""Any page of a contract in a scenario: what it would be once the steps were recorded, marked, and never kept."""

import re
from typing import Any

import pytest
from django.core.cache import caches
from django.http import QueryDict
from django.utils import timezone

from accounts.clock import clock_at
from accounts.models.security import SecurityEvent, SecurityKind
from accounts.rights import Role
from dashboards.models.scenario import StepKind
from dashboards.scenarios import turns
from dashboards.scenarios.day import moment_of
from dashboards.scenarios.keeping import add_step, begin, share
from dashboards.scenarios.shown import PAGES
from dashboards.scenarios.steps import make
from dashboards.shared.kept_links import route_of
from indicators.jobs import sweep
from tests.factories import make_user
from tests.past.compared import difference, page_of
from tests.permissions import PAGES as PERMITTED
from tests.scenarios.contracts import AVENANT, NEUTRALISATION, VALUES, everything, make_supposable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
DECEMBER = "?mois=2025-12"
CHART = f"R2/graphique.csv{DECEMBER}"
COMPARED = [
    DECEMBER, f"fiches/1/{DECEMBER}", f"themes/1/{DECEMBER}", f"R1/{DECEMBER}", f"R2/{DECEMBER}",
    f"R1/et-si/{DECEMBER}", "contrat/", f"dossier/{DECEMBER}", f"comite/{DECEMBER}", f"comite/R2/{DECEMBER}",
    "cibles/", "neutralisations/", "completude/?annee=2025", CHART,
]  # fmt: skip


@pytest.fixture
def contract():
    return make_supposable()


@pytest.fixture
def person(contract, client):
    person = make_user(Role.DIRECTION, contract.body)
    client.force_login(person)
    return person


@pytest.fixture
def scenario(contract, person):
    scenario = begin(contract, person, "Une fin d’année")
    steps = {StepKind.VALUES: VALUES, StepKind.AVENANT: AVENANT, StepKind.NEUTRALISATION: NEUTRALISATION}
    for kind, sent in steps.items():
        add_step(scenario, kind, sent, QueryDict(sent))
    return scenario


def base(contract):
    return f"/{contract.body.code}/{contract.code}/"


def shown(client, contract, scenario, page=""):
    joint = "&" if "?" in page else "?"
    return client.get(f"{base(contract)}{page}{joint}scenario={scenario.key}")


def test_pages_are_those_that_recording_would_give(client, contract, scenario):
    supposed = {page: shown(client, contract, scenario, page) for page in COMPARED}
    assert {each.status_code for each in supposed.values()} == {200}
    moment = moment_of(scenario)
    with clock_at(moment):
        for step in scenario.steps.all():
            make(contract, step)
        sweep()
    different = {}
    # Its lines are marked: see below.
    lines = supposed[CHART].content
    supposed[CHART].content = lines.replace(b";scenario", b"").replace(f";{scenario.mark}".encode(), b"")
    for page, answer in supposed.items():
        with clock_at(moment):
            real = page_of(client, f"{base(contract)}{page}")
        if lines := difference(answer, real):
            different[page] = lines
    assert different == {}


def test_every_page_of_a_scenario_is_marked_and_leads_on_in_it(client, contract, scenario):
    html = shown(client, contract, scenario, DECEMBER).text
    assert "<title>Scénario – " in html
    assert "Scénario «\u00a0Une fin d’année\u00a0»\u00a0: rien de ceci n’est arrivé." in html
    assert "scénario «\u00a0Une fin d’année\u00a0»" in re.findall(r'data-papier="([^"]*)"', html)[0]
    links = re.findall(r'<a\b(?![^>]*data-lien-libre)[^>]*href="([^"#:]+)[^"]*"', html)
    kept = [link for link in links if route_of(link.split("?")[0] or base(contract)) in PAGES]
    assert len(kept) > 10
    assert all(f"scenario={scenario.key}" in link for link in kept)
    assert not any("scenario=" in link for link in set(links) - set(kept))
    # Nothing to enter, to validate or to decide is offered.
    assert "saisie/" not in html


def test_files_are_marked(client, contract, scenario):
    answer = shown(client, contract, scenario, f"tableau-de-bord.pdf{DECEMBER}")
    assert answer.headers["Content-Disposition"].endswith('-scenario.pdf"')
    heading, *lines = shown(client, contract, scenario, CHART).content.decode().splitlines()
    assert heading.endswith(";scenario")
    assert len(lines) == 60
    assert all(line.endswith(f";{scenario.mark}") for line in lines)
    real = client.get(f"{base(contract)}R2/graphique.csv?mois=2025-09")
    assert (real.status_code, b"scenario" in real.content) == (200, False)
    # What left is in the journal of security, though all else is undone.
    assert SecurityEvent.objects.filter(kind=SecurityKind.DOWNLOADED).count() == 3


def test_nothing_of_a_page_stays_anywhere(client, contract, scenario):
    client.get(f"{base(contract)}?mois=2025-09")
    pages: Any = caches["pages"]
    before, kept = everything(), dict(pages._cache)
    for page in COMPARED:
        shown(client, contract, scenario, page)
    after = everything()
    # The session is touched by each request.
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"sessions.Session", "usersessions.UserSession", "accounts.SecurityEvent"}
    assert dict(pages._cache) == kept


def test_pages_that_have_nothing_to_suppose_say_so(client, contract, scenario):
    for page in ("arretes/", "saisie/", "journal/", "bilans/", "arretes/2025T1/"):
        answer = shown(client, contract, scenario, page)
        assert (answer.status_code, "n’a rien à supposer" in answer.text) == (404, True), page
    # Also of a moment that has a past state to show.
    past = f"etat_au={timezone.localdate()}"
    assert client.get(f"{base(contract)}?{past}").status_code == 200
    with_a_past = client.get(f"{base(contract)}?scenario={scenario.key}&{past}")
    assert (with_a_past.status_code, "et non d’un état passé" in with_a_past.text) == (400, True)
    assert client.post(f"{base(contract)}?scenario={scenario.key}").status_code == 405


def test_a_scenario_is_read_by_its_author_alone_until_it_is_shared(client, contract, scenario):
    reader, stranger = make_user(Role.LECTEUR, contract.body), make_user(Role.CONTROLEUR)
    for person, is_shared, expected in (
        (reader, False, 404), (reader, True, 200), (stranger, True, 404),
    ):  # fmt: skip
        share(scenario, is_shared=is_shared)
        scenario.refresh_from_db()
        client.force_login(person)
        assert shown(client, contract, scenario).status_code == expected
    client.logout()
    assert shown(client, contract, scenario).status_code == 302


def test_scenarios_take_turns_so_that_who_enters_values_is_not_kept_waiting(
    client, contract, scenario, monkeypatch
):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0)
    own = f"{base(contract)}scenarios/{scenario.number}/"
    with turns.TURNS.one():
        for answer in (shown(client, contract, scenario), client.get(own)):
            assert (answer.status_code, "réessayez dans quelques secondes" in answer.text) == (503, True)
        assert client.get(base(contract)).status_code == 200
    assert (shown(client, contract, scenario).status_code, client.get(own).status_code) == (200, 200)


def test_only_known_pages_are_read_in_a_scenario():
    assert {page.route for page in PERMITTED} >= PAGES
