"""Without JavaScript, a refused form says at its top what is refused, with a link to each field."""

import re
from html import unescape

import pytest

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.recording import MonthStep, submit
from tests import test_permissions
from tests.factories import assign, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]

contract_of_module = test_permissions.contract_of_module
contract = test_permissions.contract
LINK = re.compile(r'<li><a href="#([^"]+)">([^<]+)</a>')
MONTH = {"kind": "valeur", "numerator": "x", "denominator": "", "version": "0"}
CELL = {
    "ligne": "R1",
    "R1/2025-03/numerator": "x",
    "R1/2025-03/numerator/avant": "",
    "R1/2025-03/version": "0",
}
PAST = {"motif": "x", "jusquau": "2024-01-01", "version": "1"}
OF_AVENANT = ["Libellé", "Date d’effet", "Source", "Motif", "Premier exercice R1", "Seuil R1 2025"]
AMENDED = {
    "libelle": "",
    "effet": "2025-13-45",
    "source": "",
    "motif": "",
    "R1-2025-seuil": "x",
    "R1-premier": "x",
}


def linked(response):
    """The links at the top of the refused form, after a check that each leads to an element of the page."""
    html = response.content.decode()
    top = html.partition('class="refus-champs"')[2].partition("</ul>")[0]
    links = [(anchor, unescape(label)) for anchor, label in LINK.findall(top)]
    assert [anchor for anchor, _ in links if f'id="{anchor}"' not in html] == []
    return [label for _, label in links]


@pytest.fixture
def writer(client, contract):
    user = make_user(Role.CONTROLEUR, contract.body)
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    ("address", "sent", "labels"),
    [
        ("R1/2025-03/", MONTH, ["Cas traités à temps", "Cas traités"]),
        ("R1/2025-03/", {"kind": "", "version": "0"}, ["Nature"]),
        ("engagements/1/E1A1/2025/", {"etat": "", "avancement": "200", "version": "1"}, ["Avancement (%)"]),
        ("cibles/avenant/", AMENDED, OF_AVENANT),
        ("decisions/poids/", {"poids-R1": "x", "effet": ""}, ["Date d’effet", "Poids R1"]),
        ("decisions/reference/R3/", {"mois-1": "x"}, ["Janvier", "Motif"]),
        ("neutralisations/decider/?du=2025-03&codes=R1", {"acte": "enregistrer"}, ["Périodes", "Motif"]),
        ("bilans/", {"kind": "", "day": ""}, ["Type", "Arrêté au"]),
        ("import/", {}, ["Fichier CSV, XLSX ou ODS"]),
        ("engagements/import/", {}, ["Fichier CSV, XLSX ou ODS"]),
        ("saisie/", CELL, ["R1, mars 2025"]),
        ("arretes/2025T1/clore/", {"version": "0", "vu": "x"}, ["J’ai relu et je clos"]),
        ("arretes/2025T1/clore/", {"version": "0", "vu": "x", "confirme": "1"}, ["Ce qui retient le trimestre"]),
        ("arretes/2025T1/lever/", {"sorte": "manquant"}, ["Ce qui est levé"]),
        ("mois-clos/2024-12/rouvrir/", PAST | {"motif": ""}, ["Motif de la réouverture"]),
        ("mois-clos/2024-12/rouvrir/", PAST, ["Rouvert jusqu’au (compris)"]),
    ],
)  # fmt: skip
def test_what_is_refused_is_listed_with_a_link_to_its_field(client, contract, writer, address, sent, labels):
    assign(writer, contract.indicators.get(code="R1"))
    found = linked(client.post(f"/{contract.body.code}/{contract.code}/{address}", sent))
    assert found, address
    assert [label for label in labels if label not in found] == [], found


@pytest.mark.parametrize(
    ("sent", "labels"),
    [
        ({"username": "", "password": ""}, ["Identifiant", "Mot de passe"]),
        ({"username": "personne", "password": "x"}, ["Identifiant"]),
    ],
)
def test_signing_in(client, sent, labels):
    assert linked(client.post("/connexion/", sent)) == labels


def test_the_reason_of_a_return_is_asked_at_its_row_or_at_the_bar(client, contract, writer):
    step = MonthStep(contract.indicators.get(code="R1"), Month(2025, 1), 1)
    submit(contract=contract, steps=[step], actor=None, origin=Origin.COMMAND)
    sent = {"decision": "renvoyer", "mois": "R1/2025-01/2"}
    for row, field in (({}, "motif-lot"), ({"ligne": "1"}, "motif-R1-2025-01")):
        response = client.post(f"/{contract.body.code}/{contract.code}/validation/", sent | row)
        assert linked(response) == ["Motif du renvoi"]
        assert f'href="#{field}"' in response.content.decode()
    sent = {"decision": "valider", "mois": "R1/2025-01/1"}
    response = client.post(f"/{contract.body.code}/{contract.code}/validation/", sent)
    assert linked(response) == ["R1, janvier 2025"]
