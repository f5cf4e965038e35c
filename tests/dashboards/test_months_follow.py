"""Links between pages that show a month carry the chosen months."""

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import time_machine
from django.urls import resolve

from accounts.rights import Role
from indicators.jobs import sweep
from tests.factories import enter, every_year, make_body, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

CODE = "cpg-2023-2027"
HOME, NETWORK = f"/alpha/{CODE}/", f"/reseau/{CODE}/"
OF_MONTHS = {
    "overview",
    "text",
    "fiche",
    "indicator",
    "suppose",
    "committee",
    "committee_first",
    "paper",
    "network",
}
PAGES = [
    "",
    "R1/",
    "R1/et-si/",
    "fiches/1/",
    "contrat/",
    "comite/",
    "comite/R1/",
    "comite/indicateurs/",
    "dossier/",
]
CHOSEN = {"mois": ["2025-06"], "avant": ["2025-03"]}
# These lead to other months: the last one, the year before in the map of months, that of which a figure is.
ELSEWHERE = r"Revenir à la dernière situation|^20\d\d$|Retrouver ce brouillon|^[\d,\s]+%$"


@pytest.fixture(autouse=True)
def october():
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=False):
        yield


@pytest.fixture
def reader(client):
    contracts = [make_contract(make_body(name)) for name in ("alpha", "beta")]
    for contract in contracts:
        for _ in range(2):
            indicator = make_indicator(contract, targets=every_year("80", "90"))
            for month, value in (("2025-03", 70), ("2025-06", 85)):
                enter(indicator, month, pair(value, 100))
    sweep()
    client.force_login(make_user(Role.DIRECTION, *(each.body for each in contracts)))
    return client


def links(reader, address):
    """Queries of the links of a page that lead to a month, by page and text."""
    source = reader.get(address).content.decode()
    found = []
    for href, inside in re.findall(r'<a\b[^>]*?\shref="([^"]*)"[^>]*>(.*?)</a>', source, re.DOTALL):
        target = urlsplit(urljoin(address, unescape(href)))
        text = re.sub(r"<[^>]*>", "", inside).strip()
        if href.startswith("#") or re.search(ELSEWHERE, text):
            continue
        name = resolve(target.path).url_name
        if name in OF_MONTHS:
            found.append((name, text, parse_qs(target.query)))
    return found


@pytest.mark.parametrize("address", [*(f"{HOME}{page}" for page in PAGES), f"{NETWORK}?organisme=alpha"])
def test_every_link_to_a_month_bears_the_months_chosen(reader, address):
    found = links(reader, f"{address}{'&' if '?' in address else '?'}mois=2025-06&avant=2025-03")
    assert len(found) > 2
    lost = [(name, text) for name, text, query in found if not CHOSEN.items() <= query.items()]
    assert lost == []


@pytest.mark.parametrize("page", ["", "R1/", "fiches/1/", "contrat/"])
def test_navigation_says_no_month_to_who_chose_none(reader, page):
    source = reader.get(f"{HOME}{page}").content.decode()
    navigation = re.findall(r'<nav class="nav".*?</nav>', source, re.DOTALL)[0]
    assert f'href="{HOME}"' in navigation
    assert "mois=" not in navigation


def test_the_month_before_goes_without_saying(reader):
    queries = [query for _, _, query in links(reader, f"{HOME}R1/?mois=2025-06&avant=2025-05")]
    assert {tuple(query.get("mois", ())) for query in queries} >= {("2025-06",)}
    named = [query for query in queries if "avant" in query]
    assert all(query["avant"] == ["2025-05"] for query in named)
    assert len(named) == 1


def test_the_network_keeps_the_month_compared_in_its_form_and_its_order(reader):
    source = reader.get(f"{NETWORK}?organisme=alpha&mois=2025-06&avant=2025-03").content.decode()
    assert '<input type="hidden" name="avant" value="2025-03">' in source
    kept = reader.get(f"{NETWORK}?organisme=alpha&mois=2025-06").content.decode()
    assert 'name="avant"' not in kept
    assert "avant=" not in kept


def test_back_to_the_last_month_keeps_the_filters(reader):
    source = reader.get(f"{HOME}?mois=2025-03&sens=hausse&statut=entre").content.decode()
    href = re.findall(r'href="([^"]*)">Revenir à la dernière situation', source)[0]
    assert parse_qs(urlsplit(unescape(href)).query) == {"sens": ["hausse"], "statut": ["entre"]}
