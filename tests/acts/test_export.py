"""The file of the journal holds what the filter keeps, all of it, and nothing that a spreadsheet runs."""

import csv
import io
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from accounts.rights import Role
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from dashboards.acts import export, views
from dashboards.exports.files import Format
from indicators.domain.model import Absence, AbsenceKind
from indicators.recording import lock, put_many
from indicators.recording.months import Entry
from tests.factories import enter, every_year, make_indicator, make_user, pair

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]


@pytest.fixture
def indicator(contract):
    return make_indicator(contract, code="R1", label="Taux d’appels aboutis", targets=every_year("80", "90"))


@pytest.fixture
def file(client, contract):
    client.force_login(make_user(Role.LECTEUR, contract.body))
    return lambda name: client.get(f"/{contract.body.code}/{contract.code}/journal/{name}")


def rows_of(response):
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_all_that_the_filter_keeps(file, contract, indicator, monkeypatch):
    monkeypatch.setattr(export, "BATCH", 2)
    for number in range(1, 8):
        enter(indicator, f"2025-0{number}", pair(90, 100))
    entries = [Entry(indicator, Month(2023, 1).plus(rank), pair(90, 100)) for rank in range(24)]
    put_many(contract=contract, entries=entries, actor=None, origin=Origin.IMPORT)
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.FORM)
    # An act that wrote nothing but the contract has its row too.
    contract.changes.create(
        sequence=999, recorded_at="2025-10-20T10:00Z", verb="allow_own_validation", origin="commande"
    )

    rows = rows_of(file("excel-fr/?acte=saisie"))
    assert len(rows) == 7 + 24
    assert rows[0].pop("heure").startswith("10:00:")
    assert rows[0] == {
        "numero": str(Change.objects.get(verb="record_many").sequence),
        "jour": "2025-10-20",
        "auteur": "",
        "origine": "import",
        "nature": "saisie",
        "acte": "Saisie de plusieurs mois",
        "motif": "",
        "objet": "R1",
        "libelle": "Taux d’appels aboutis",
        "mois": "2023-01-01",
        "detail": "Janvier 2023 saisi",
        "avant": "",
        "apres": "90 sur 100 (90,00\u00a0%)",
        "valeur": "",
        "commentaire": "",
        "appreciation": "",
        "reponse": "",
    }
    every = rows_of(file("excel-fr/"))
    acts = contract.changes.values_list("sequence", flat=True)
    assert {row["numero"] for row in every} == {str(each) for each in acts}
    # A year of targets is a row.
    assert sum(row["detail"].startswith("Cibles, version") for row in every) == 5


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_a_text_is_not_run_by_a_spreadsheet(file, indicator, start):
    text = f"{start}A1"
    enter(indicator, "2025-01", Absence(AbsenceKind.NON_DISPONIBLE, "panne"), comment=text)
    (row,) = rows_of(file("excel-fr/?acte=saisie"))
    assert row["commentaire"] == f"'{text}"


def test_workbooks_have_the_rows_of_the_csv_and_refuse_more_than_they_take(file, indicator, monkeypatch):
    for number in range(1, 4):
        enter(indicator, f"2025-0{number}", pair(90, 100))
    listed = rows_of(file("excel-fr/"))
    for name in ("xlsx/", "ods/"):
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file(name).content))
        heading, *rows = workbook.get_sheet_by_index(0).to_python()
        assert heading == list(listed[0])
        assert [str(int(row[0])) for row in rows] == [row["numero"] for row in listed]
        assert rows[0][1] == date(2025, 10, 20)

    monkeypatch.setattr(views, "MOST_ROWS", dict.fromkeys((Format.XLSX, Format.ODS), len(listed) - 1))
    for name in ("xlsx/?texte=&objet=R1", "ods/"):
        refused = file(name)
        assert refused.status_code == 422
        assert "trop long pour un classeur" in refused.content.decode()
    assert len(rows_of(file("excel-fr/"))) == len(listed)
