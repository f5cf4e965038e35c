"""The file to fill in: a row for each month that is due, typed, and of no effect when it is sent back as it is."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import load_workbook

from accounts.rights import Role
from commitments.ledger.tables.reading import read_book
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Frequency
from indicators.imports import columns
from indicators.models import ActualRevision, ImportJob
from indicators.recording import lock, put
from tests.factories import amount, assign, enter, make_body, make_contract, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("in_october_2025")]
BASE = "/caisse/cpg-2023-2027/import/"
FORMATS = ("csv", "xlsx")


@pytest.fixture
def contract():
    """R1 a ratio, R2 a percentage each quarter, R3 a yearly sum, R4 that nobody follows yet."""
    contract = make_contract(make_body("caisse"))
    ratio = make_indicator(contract, code="R1")
    make_indicator(
        contract,
        code="R2",
        aggregation=Aggregation.DERNIER,
        frequency=Frequency.TRIMESTRIELLE,
        entry_decimals=2,
    )
    total = make_indicator(
        contract, code="R3", aggregation=Aggregation.SOMME, frequency=Frequency.ANNUELLE, unit="€", decimals=0
    )
    make_indicator(contract, code="R4", first_year=None)
    enter(ratio, "2025-01", pair(1234, 2000), comment="première ligne\r\nseconde ; « citée »")
    enter(ratio, "2025-02", Absence(AbsenceKind.NON_DISPONIBLE, "=panne"))
    enter(ratio, "2025-03", pair(0, 0), comment="-12 dossiers, =A1, +1")
    enter(ratio, "2025-04", pair(3, 4), comment="1/2")
    enter(ratio, "2025-05", pair(3, 4), comment="x" * 4000)
    enter(contract.indicators.with_definition().get(code="R2"), "2025-03", amount("92.55"))
    enter(total, "2024-12", amount(9_999_999_999))
    lock(contract=contract, months=[Month(2025, 6)], actor=None, origin=Origin.COMMAND)
    return contract


def download(controller_client, format_, query=""):
    response = controller_client.get(f"{BASE}modele/{format_}/{query}")
    assert response.status_code == 200
    return response.content


def rows_of(content):
    """The headings, and the cells of each row by heading."""
    (header, *lines) = next(iter(read_book(content, columns.EVERY).sheets)).lines
    return header.cells, [dict(zip(header.cells, line.cells, strict=False)) for line in lines]


def months_of(content, code):
    return [row["mois"][:7] for row in rows_of(content)[1] if row["indicateur"] == code]


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("query", ["", "?annee=2025", "?annee=2024", "?annee=2027"])
def test_sent_back_as_it_is_it_changes_nothing(controller_client, contract, format_, query):
    before = ActualRevision.objects.count()
    content = download(controller_client, format_, query)
    sent = controller_client.post(BASE, {"file": SimpleUploadedFile("x", content)})
    report = ImportJob.objects.get().report
    assert (report["new"], report["changed"], report["refused"]) == ([], [], [])
    assert report["unchanged"] or query == "?annee=2027"
    assert "Ce fichier ne change rien" in controller_client.get(sent["Location"]).content.decode()
    assert ActualRevision.objects.count() == before


@pytest.mark.parametrize("format_", FORMATS)
def test_it_has_a_row_for_each_month_that_is_due_and_open(controller_client, contract, format_):
    header, _ = rows_of(download(controller_client, format_))
    assert header == (
        "indicateur", "libelle", "unite", "mois", "numerateur", "denominateur", "valeur", "absence", "commentaire",
    )  # fmt: skip
    year = download(controller_client, format_, "?annee=2025")
    assert months_of(year, "R1") == [f"2025-{month:02}" for month in range(1, 13) if month != 6]
    assert months_of(year, "R2") == ["2025-03", "2025-09", "2025-12"]
    assert months_of(year, "R3") == ["2025-12"]
    assert months_of(year, "R4") == []
    still_open = download(controller_client, format_)
    assert months_of(still_open, "R1")[0] == "2023-01"
    assert months_of(still_open, "R1")[-1] == "2025-10"
    assert "2025-06" not in months_of(still_open, "R1")
    assert months_of(still_open, "R3") == ["2023-12", "2024-12"]


@pytest.mark.parametrize("format_", FORMATS)
def test_it_has_the_indicators_that_the_person_enters_and_no_other(contract, client, format_):
    manager = make_user(Role.GESTIONNAIRE, contract.body)
    assign(manager, contract.indicators.get(code="R2"))
    client.force_login(manager)
    assert {row["indicateur"] for row in rows_of(download(client, format_))[1]} == {"R2"}


@pytest.mark.parametrize("format_", FORMATS)
def test_it_names_the_body_where_the_person_has_several(controller_client, contract, format_):
    controller_client.user.memberships.create(body=make_body("autre"), role=Role.LECTEUR)
    header, rows = rows_of(download(controller_client, format_, "?annee=2025"))
    assert (header[0], {row["organisme"] for row in rows}) == ("organisme", {"caisse"})


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_state_gives_the_same_bytes(controller_client, contract, format_):
    assert download(controller_client, format_) == download(controller_client, format_)


def test_the_workbook_is_typed_and_says_how_it_is_filled_in(controller_client, contract):
    book = load_workbook(io.BytesIO(download(controller_client, "xlsx", "?annee=2025")))
    assert book.sheet_names == ["Saisie", "Notice"]
    first = book.get_sheet_by_index(0).to_python()[1]
    assert (first[2], str(first[3]), first[4], first[5]) == ("%", "2025-01-01", 1234.0, 2000.0)
    notes = [" ".join(map(str, row)) for row in book.get_sheet_by_index(1).to_python()]
    assert any("Zéro s’écrit 0" in line for line in notes)
    assert any("numérateur et dénominateur cas traités à temps cas traités" in line for line in notes)


def test_a_comment_beside_an_absence_stays(controller_client, contract):
    put(
        indicator=contract.indicators.with_definition().get(code="R1"),
        month=Month(2025, 7),
        fact=Absence(AbsenceKind.SANS_OBJET, "fermé"),
        expected_version=0,
        actor=None,
        origin=Origin.FORM,
        comment="travaux",
    )
    controller_client.post(
        BASE, {"file": SimpleUploadedFile("x", download(controller_client, "csv", "?annee=2025"))}
    )
    assert ImportJob.objects.get().report["changed"] == []


@pytest.mark.parametrize(
    "address", ["modele/ods/", "modele/csv/?annee=2031", "modele/csv/?annee=x", "modele/csv/?annee=٢٠٢٥"]
)
def test_what_does_not_exist_is_not_made(controller_client, address):
    assert controller_client.get(f"{BASE}modele/{address}").status_code == 404


def test_it_takes_few_queries(controller_client, contract, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        download(controller_client, "xlsx")
