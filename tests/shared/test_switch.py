"""The switch of body and contract: for whom, to which pages, at what cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.rights import Role
from dashboards.shared.switch import KINDS, OF_INDICATOR, RIGHTS
from tests.factories import assign, every_year, make_body, make_contract, make_indicator, make_user
from tests.pages import text_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rows_of_module")]


@pytest.fixture(scope="module")
def contracts(rows_of_module):
    """Alpha with an earlier contract, Beta without the indicator R2, Gamma."""
    alpha, beta, gamma = (make_contract(make_body(name)) for name in ("alpha", "beta", "gamma"))
    for contract in (alpha, beta, gamma):
        make_indicator(contract, code="R1", targets=every_year("80", "90"))
    make_indicator(alpha, code="R2")
    old = make_contract(alpha.body, code="cpg-2018-2022", first_year=2018, last_year=2022)
    # A theme is the same by its title, whatever its rank.
    old.themes.update(title="Un autre thème")
    beta.themes.update(position=2)
    return alpha, beta, gamma


def links(response):
    """The addresses of the switch, in order; none without one."""
    switch = re.findall(r'<details class="bascule">.*?</details>', response.content.decode(), re.DOTALL)
    return re.findall(r'<a href="([^"]*)"', switch[0]) if switch else []


@pytest.fixture
def reader(client, contracts):
    client.force_login(make_user(Role.LECTEUR, contracts[0].body, contracts[1].body))
    return client


NOW, OLD, OTHER = "/alpha/cpg-2023-2027/", "/alpha/cpg-2018-2022/", "/beta/cpg-2023-2027/"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", ["", "", ""]),
        ("contrat/", ["contrat/", "contrat/", "contrat/"]),
        ("fiches/1/", ["contrat/", "contrat/", "contrat/"]),
        ("themes/1/", ["themes/1/", "", "themes/2/"]),
        ("R1/", ["R1/", "", "R1/"]),
        ("R2/", ["R2/", "", ""]),
        ("R1/passeport/", ["R1/passeport/", "", "R1/passeport/"]),
        ("arretes/2025T2/", ["arretes/2025T2/", "arretes/", "arretes/2025T2/"]),
        ("completude/", ["completude/"] * 3),
        ("?mois=2025-03", ["?mois=2025-03", "", "?mois=2025-03"]),
    ],
)
def test_it_leads_to_the_same_kind_of_page_where_the_other_contract_has_it(reader, page, expected):
    found = links(reader.get(f"{NOW}{page}"))
    assert found == [
        *(f"{each}{rest}" for each, rest in zip((NOW, OLD, OTHER), expected, strict=True)),
        "/contrats/",
    ]
    for address in found:
        assert reader.get(address).status_code == 200


def test_it_names_what_one_is_in_and_never_a_body_of_others(reader):
    content = reader.get(NOW).content.decode()
    switch = content.split('<details class="bascule">')[1].split("</details>")[0]
    summary = text_in(switch.split("</summary>")[0])
    assert summary == "Changer d’organisme ou de contrat. Actuellement : Alpha · CPG 2023-2027"
    assert 'aria-current="true">Alpha' in switch
    assert switch.count("aria-current") == 1
    assert "CPG 2018-2022, terminé" in text_in(switch)
    assert "gamma" not in content.lower()


def test_the_network_leads_to_the_other_bodies_in_the_network(reader):
    found = links(reader.get("/reseau/cpg-2023-2027/"))
    network = "/reseau/cpg-2023-2027/?organisme="
    assert found == [f"{network}alpha", OLD, f"{network}beta", "/contrats/"]


def test_a_page_that_the_person_may_not_open_there_leads_to_the_dashboard(client, contracts):
    alpha, beta, _ = contracts
    user = make_user(Role.CONTROLEUR, alpha.body)
    user.memberships.create(body=beta.body, role=Role.GESTIONNAIRE)
    assign(user, beta.indicators.get(code="R1"))
    client.force_login(user)
    for page in ("saisie/", "validation/", "engagements/validation/", "completude/"):
        found = links(client.get(f"{NOW}{page}"))
        assert found[2] == OTHER, page
        assert client.get(found[2]).status_code == 200


def test_every_kind_of_page_has_an_address():
    for name in set(KINDS.values()) | set(RIGHTS):
        assert reverse(name, args=["alpha", "cpg-2023-2027"])
    for name in OF_INDICATOR:
        assert reverse(name, args=["alpha", "cpg-2023-2027", "R1"])


@pytest.mark.parametrize("page", ["contrat/", "R1/", "R1/2025-01/", "saisie/", "arretes/"])
def test_it_costs_one_query_and_none_for_who_has_one_contract(client, contracts, page):
    """Gamma's page for a person of Gamma, then with other bodies: as many as they may be, one query more."""
    alpha, beta, gamma = contracts
    user = make_user(Role.CONTROLEUR, gamma.body)
    counts = []
    for joined in ((), (beta.body,), (alpha.body,)):
        for body in joined:
            user.memberships.create(body=body, role=Role.GESTIONNAIRE)
        client.force_login(user)
        client.get(f"/gamma/cpg-2023-2027/{page}")
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"/gamma/cpg-2023-2027/{page}")
        counts.append(len(captured))
        assert bool(links(response)) is bool(joined)
    assert counts == [counts[0], counts[0] + 1, counts[0] + 1]
