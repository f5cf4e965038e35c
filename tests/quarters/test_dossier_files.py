"""The files of a dossier: workbooks with numbers, a package that verifies itself, one archive, what is made later."""

import csv
import io
import json
import re
import subprocess
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from frictionless import Package
from python_calamine import CalamineWorkbook

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from dashboards.exports.columns import QUARTER_COLUMNS, ColumnKind
from dashboards.exports.files import FrozenFormat
from dashboards.models import FrozenExport, QuarterClosing
from dashboards.quarters.freezing import make_dossier
from tests.factories import (
    make_user,
)
from tests.quarters.dossiers import (
    FIRST,
    ROWS_ONLY,
    close,
    frozen,
    make_dossiered,
    sheet,
)
from tests.support.programs import soffice

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("in_july_2024")]


@pytest.fixture
def contract():
    return make_dossiered()


def test_workbooks_hold_the_rows_of_the_csv_as_numbers(contract):
    files = frozen(close(contract))
    expected = list(csv.DictReader(io.StringIO(files["open-data"].decode())))
    kinds = {column.name: column.kind for column in QUARTER_COLUMNS}
    for format_ in ("xlsx", "ods"):
        head, *rows = sheet(files[format_], "Données")
        assert head == list(kinds)
        assert len(rows) == len(expected)
        for cells, row in zip(rows, expected, strict=True):
            for name, cell in zip(head, cells, strict=True):
                if kinds[name] in {ColumnKind.NUMBER, ColumnKind.INTEGER} and row[name]:
                    assert isinstance(cell, float)
                    assert Decimal(str(cell)) == Decimal(row[name])
                elif kinds[name] is ColumnKind.TEXT:
                    assert cell == row[name]


def test_workbooks_have_sources_definitions_changes_and_provenance(contract):
    close(contract, FIRST)
    files = frozen(close(contract))
    for format_ in ("xlsx", "ods"):
        assert CalamineWorkbook.from_filelike(io.BytesIO(files[format_])).sheet_names == [
            "Données", "Ce qui a changé", "Sources et définitions", "Colonnes", "À propos",
        ]  # fmt: skip
        head, *sources = sheet(files[format_], "Sources et définitions")
        assert [row[0] for row in sources] == [f"R{rank}" for rank in range(1, 13)]
        assert sources[0][head.index("source")] == "à compléter"
        head, *changes = sheet(files[format_], "Ce qui a changé")
        value = next(row for row in changes if row[1:3] == ["R2", "valeur_a_date"])
        assert value[0] == "le 1er trimestre 2024, version 1"
        assert (value[4], value[5]) == (450.0, 600.0)
        assert value[6] == "nouveaux mois"
        about = dict(sheet(files[format_], "À propos")[1:])
        assert about["Empreinte SHA-256 du CSV données ouvertes"] == sha256(files["open-data"]).hexdigest()


@pytest.mark.parametrize(("format_", "name"), [("xlsx", "xl/worksheets/sheet1.xml"), ("ods", "content.xml")])
def test_columns_are_wide_enough_and_have_a_filter(contract, format_, name):
    with zipfile.ZipFile(io.BytesIO(frozen(close(contract))[format_])) as archive:
        text = archive.read(name).decode()
    if format_ == "xlsx":
        assert "<autoFilter ref=" in text
        widths = [float(each) for each in re.findall(r'<col [^>]*width="([0-9.]+)"', text)]
    else:
        assert text.count('display-filter-buttons="true"') == 5
        widths = [float(each) / 0.2 for each in re.findall(r'column-width="([0-9.]+)cm"', text)]
    assert min(widths) >= 9
    assert max(widths) >= len("denominateur_a_date")


def test_the_package_is_verified_by_its_own_checksums_and_schemas(contract, tmp_path):
    close(contract, FIRST)
    files = frozen(close(contract))
    with zipfile.ZipFile(io.BytesIO(files["donnees"])) as archive:
        archive.extractall(tmp_path)
        names = set(archive.namelist())
    sums = dict(reversed(line.split("  ")) for line in (tmp_path / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == names - {"SHA256SUMS"}
    for name, expected in sums.items():
        assert sha256((tmp_path / name).read_bytes()).hexdigest() == expected
    assert (tmp_path / "trimestre.csv").read_bytes() == files["open-data"]
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.to_summary()
    described = json.loads((tmp_path / "datapackage.json").read_text())
    assert [each["path"] for each in described["resources"]] == ["trimestre.csv", "changements.csv"]
    readme = (tmp_path / "LISEZMOI.md").read_text()
    assert all(f"`{column.name}`" in readme for column in QUARTER_COLUMNS)


def closed_before(contract):
    """A quarter closed when only the rows were frozen."""
    closing = close(contract)
    kept = {name: content for name, content in frozen(closing).items() if name in ROWS_ONLY}
    old = QuarterClosing.objects.create(
        contract=contract, year=2024, quarter=2, version=2, change=closing.change, reason="comme avant"
    )
    for name, content in kept.items():
        FrozenExport.objects.create(
            closing=old, format=name, content=content, sha256=sha256(content).hexdigest()
        )
    return old


def test_a_dossier_made_later_keeps_what_was_frozen_and_says_so(contract, in_july_2024):
    closing = closed_before(contract)
    before = frozen(closing)
    in_july_2024.move_to(datetime(2024, 9, 1, 10, tzinfo=UTC))
    controller = make_user(Role.CONTROLEUR, contract.body)
    make_dossier(closing=closing, actor=controller, origin=Origin.FORM)
    after = frozen(closing)
    assert {name: after[name] for name in before} == before
    assert set(after) == set(FrozenFormat)
    later = {each.format: each.change for each in closing.exports.all() if each.change}
    assert set(later) == {"dossier", "passeports", "donnees"}
    assert {change.verb for change in later.values()} == {"make_dossier"}
    with zipfile.ZipFile(io.BytesIO(after["donnees"])) as archive:
        assert archive.read("trimestre.csv") == before["open-data"]
        readme = archive.read("LISEZMOI.md").decode()
    assert "Dossier établi après la clôture\u00a0: 1er\u00a0septembre 2024" in readme
    assert "2e édition pour ce dossier, 1re édition pour les fichiers figés" in readme


def test_a_dossier_is_made_once_and_by_a_controller(contract):
    closing = closed_before(contract)
    with pytest.raises(Refusal) as refused:
        make_dossier(closing=closing, actor=make_user(Role.DIRECTION, contract.body), origin=Origin.FORM)
    assert refused.value.code == "not_allowed"
    controller = make_user(Role.CONTROLEUR, contract.body)
    make_dossier(closing=closing, actor=controller, origin=Origin.FORM)
    with pytest.raises(Refusal) as refused:
        make_dossier(closing=closing, actor=controller, origin=Origin.FORM)
    assert refused.value.code == "already_made"


def test_all_files_come_in_one_archive_with_their_fingerprints(contract, client):
    closing = close(contract)
    client.force_login(make_user(Role.LECTEUR, contract.body))
    address = f"/{contract.body.code}/{contract.code}/arretes/2024T2/v1/tout/"
    content = client.get(address).content
    assert client.get(address).content == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    sums = held.pop("SHA256SUMS").decode().splitlines()
    assert sorted(held.values()) == sorted(frozen(closing).values())
    assert sums == [f"{sha256(content).hexdigest()}  {name}" for name, content in held.items()]


@pytest.mark.slow
@pytest.mark.parametrize("format_", ["xlsx", "ods"])
def test_libreoffice_opens_workbooks_with_filters_numbers_and_room(contract, tmp_path, format_):
    source = tmp_path / f"dossier.{format_}"
    source.write_bytes(frozen(close(contract))[format_])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        soffice(),
        "--headless",
        "--norestore",
        profile,
        "--convert-to",
        "fods",
        "--outdir",
        tmp_path,
        source,
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    text = source.with_suffix(".fods").read_text()
    assert text.count('table:display-filter-buttons="true"') == 5
    assert text.count('office:value-type="float"') > 12 * 8
    assert "Err:" not in text
    widths = [float(each) for each in re.findall(r'column-width="([0-9.]+)(?:in|cm)"', text)]
    unit = 2.54 if "column-width" in text and re.search(r'column-width="[0-9.]+in"', text) else 1
    # Eight characters at least; what a sheet leaves empty beside its table keeps the width of the program.
    assert min(widths) * unit > 1.5
