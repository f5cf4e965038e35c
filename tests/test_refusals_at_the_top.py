"""Without JavaScript, a refused form says at its top what is refused, with a link to each field."""

import re
from html import unescape

import pytest

from accounts.rights import Role
from tests import test_permissions
from tests.factories import assign, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]

contract = test_permissions.contract
LINK = re.compile(r'<li><a href="#([^"]+)">([^<]+)</a>')
MONTH = {"kind": "valeur", "numerator": "x", "denominator": "", "version": "0"}
CELL = {
    "ligne": "R1",
    "R1/2025-03/numerator": "x",
    "R1/2025-03/numerator/avant": "",
    "R1/2025-03/version": "0",
}
OF_AVENANT = ["Libellé", "Date d’effet", "Source", "Motif", "Premier exercice R1", "Seuil R1 2025"]
AMENDED = {
    "libelle": "",
    "effet": "2025-13-45",
    "source": "",
    "motif": "",
    "R1-2025-seuil": "x",
    "R1-premier": "x",
}


def refused(client, contract, address, sent):
    """The links at the top of the refused form, after a check that each leads to an element of the page."""
    html = client.post(f"/{contract.body.code}/{contract.code}/{address}", sent).content.decode()
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
        ("bilans/", {"kind": "", "day": ""}, ["Type", "Arrêté au"]),
        ("import/", {}, ["Fichier CSV, XLSX ou ODS"]),
        ("engagements/import/", {}, ["Fichier CSV, XLSX ou ODS"]),
        ("saisie/", CELL, ["R1, mars 2025"]),
    ],
)  # fmt: skip
def test_what_is_refused_is_listed_with_a_link_to_its_field(client, contract, writer, address, sent, labels):
    assign(writer, contract.indicators.get(code="R1"))
    found = refused(client, contract, address, sent)
    assert found, address
    assert [label for label in labels if label not in found] == [], found
