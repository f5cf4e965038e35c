"""The files of several bodies: what they hold, whose rows, and for whom."""

import csv
import io

import pytest

from accounts.rights import Role
from commitments.models import Origin
from cpg.shared.periods import Quarter
from dashboards.exports.files import FrozenFormat
from indicators.jobs import sweep
from indicators.models import Indicator
from indicators.recording import define
from tests.closing import close_quarter
from tests.factories import (
    amount,
    enter,
    every_year,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.pages import text_of
from tests.quarters.dossiers import sheet

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("rows_of_module")]

CODE = "cpg-2023-2027"
VALUES = f"/reseau/{CODE}/valeurs/"
QUARTER = f"/reseau/{CODE}/arretes/2025T3/"


def make(name, figure):
    """A rate and a sum of a body, with a comment that a spreadsheet would run."""
    contract = make_contract(make_body(name))
    rate = make_indicator(contract, code="R1", targets=every_year("80", "90"))
    volume = make_indicator(
        contract, code="R2", aggregation="somme", unit="", decimals=0, targets=every_year("600", "1200")
    )
    for month in range(1, 10):
        enter(rate, f"2025-0{month}", pair(figure, 100), comment="=1+1" if month == 9 else "")
        enter(volume, f"2025-0{month}", amount(figure))
    return contract


@pytest.fixture(scope="module")
def contracts(rows_of_module):
    """Alpha closed the quarter once, Beta twice, and Gamma has not."""
    alpha, beta, _ = made = [make("alpha", 85), make("beta", 87), make("gamma", 82)]
    measures = dict(Indicator.objects.filter(contract=alpha).values_list("code", "measure"))
    for code, measure in measures.items():
        Indicator.objects.filter(code=code, contract__in=made).update(measure=measure)
    sweep()
    common = {"quarter": Quarter(2025, 3), "actor": None, "origin": Origin.COMMAND}
    for contract, version in ((alpha, 0), (beta, 0), (beta, 1)):
        close_quarter(
            contract=contract, expected_version=version, reason="correction" if version else "", **common
        )
    return made


@pytest.fixture
def reader(client, contracts):
    client.force_login(make_user(Role.LECTEUR, *(each.body for each in contracts)))
    return client


def rows(response):
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def frozen(contract):
    closing = contract.closings.order_by("version").last()
    return bytes(closing.exports.get(format=FrozenFormat.OPEN_DATA).content)


def test_the_quarter_of_all_bodies_is_what_each_closed_last_byte_for_byte(reader, contracts):
    response = reader.get(f"{QUARTER}open-data/")
    alpha, beta = (frozen(each) for each in contracts[:2])
    assert response.content == alpha + beta.split(b"\n", 1)[1]
    assert "'=1+1" in response.content.decode()
    named = 'attachment; filename="cpg-2023-2027-2025T3-2-organismes-sur-3.open-data.csv"'
    assert response["Content-Disposition"] == named


def test_the_quarter_in_the_other_formats_has_the_same_rows_and_names_who_has_not_closed(reader, contracts):
    expected = rows(reader.get(f"{QUARTER}open-data/"))
    french = reader.get(f"{QUARTER}excel-fr/").content.decode("utf-8-sig")
    assert [row["organisme"] for row in csv.DictReader(io.StringIO(french), delimiter=";")] == [
        row["organisme"] for row in expected
    ]
    for format_ in ("xlsx", "ods"):
        content = reader.get(f"{QUARTER}{format_}/").content
        head, *data = sheet(content, "Données")
        assert head == list(expected[0])
        assert [row[head.index("commentaire")] for row in data] == [row["commentaire"] for row in expected]
        _, *states = sheet(content, "Organismes")
        assert [state[:3] for state in states] == [
            ["alpha", "Caisse alpha", "clos"],
            ["beta", "Caisse beta", "clos"],
            ["gamma", "Caisse gamma", "non clos"],
        ]
        assert states[1][3] == 2


def test_the_page_says_who_has_closed_and_who_has_not(reader):
    said = text_of(reader.get(f"/reseau/{CODE}/"))
    assert "Le 3e trimestre 2025 de tous les organismes" in said
    assert "Alpha : clos le 20/10/2025 Beta : clos le 20/10/2025, version 2" in said
    assert "1 organisme n’a pas clos ce trimestre : Gamma. Le fichier ne contient pas leurs lignes." in said
    assert "Télécharger 2 organismes sur 3" in said


def test_values_of_all_bodies_are_a_row_for_each_body_and_indicator(reader):
    found = rows(reader.get(f"{VALUES}open-data/?mois=2025-09&organisme=beta"))
    assert [(row["organisme"], row["indicateur"]) for row in found] == [
        (body, code) for body in ("alpha", "beta", "gamma") for code in ("R1", "R2")
    ]
    assert [row["valeur_a_date"] for row in found] == ["85.00", "765", "87.00", "783", "82.00", "738"]
    # 1 200 × 9 / 12 due by September
    assert [row["part_objectif"] for row in found] == ["", "85.00", "", "87.00", "", "82.00"]
    assert {row["mois"] for row in found} == {"2025-09-01"}
    assert {row["compte_autrement"] for row in found} == {""}


def test_the_file_says_what_a_body_counts_otherwise_and_runs_no_formula(reader, contracts):
    gamma = Indicator.objects.all().with_definition().get(contract=contracts[2], code="R1")
    define(indicator=gamma, changed={"unit": "=2+3"}, reason="Essai", actor=None, origin=Origin.COMMAND)
    sweep()
    row = rows(reader.get(f"{VALUES}open-data/"))[4]
    assert row["unite"] == "'=2+3"
    assert row["compte_autrement"] == "R1, unité\u00a0: =2+3, ailleurs %"


@pytest.mark.parametrize("address", [VALUES, QUARTER])
def test_a_file_holds_the_bodies_that_the_person_belongs_to_only(client, contracts, address):
    alpha, beta, gamma = (each.body for each in contracts)
    user = make_user(Role.LECTEUR, alpha, gamma)
    client.force_login(user)
    response = client.get(f"{address}open-data/")
    assert {row["organisme"] for row in rows(response)} <= {"alpha", "gamma"}
    assert b"beta" not in response.content
    assert client.get(f"{address}open-data/?organisme=beta").status_code == 404
    user.memberships.create(body=beta, role=Role.GESTIONNAIRE)
    assert b"beta" not in client.get(f"{address}open-data/").content


@pytest.mark.parametrize("address", [VALUES, QUARTER])
@pytest.mark.parametrize("role", Role)
def test_a_member_of_one_body_has_no_such_file(client, contracts, address, role):
    client.force_login(make_user(role, contracts[0].body))
    assert client.get(f"{address}open-data/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"{QUARTER}pdf/",
        f"{VALUES}pdf/",
        f"/reseau/{CODE}/arretes/2025T2/xlsx/",
        f"/reseau/{CODE}/arretes/2035T2/xlsx/",
    ],
)
def test_what_nobody_closed_or_no_format_is_does_not_exist(reader, address):
    assert reader.get(address).status_code == 404


def test_files_take_as_many_queries_for_three_bodies_as_for_two(client, contracts, django_assert_num_queries):
    for bodies in (contracts[:2], contracts):
        client.force_login(make_user(Role.LECTEUR, *(each.body for each in bodies)))
        with django_assert_num_queries(8):
            client.get(f"{QUARTER}open-data/")
        client.get(f"{VALUES}open-data/")
        with django_assert_num_queries(9):
            client.get(f"{VALUES}open-data/")
