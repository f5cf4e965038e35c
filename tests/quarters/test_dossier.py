"""The dossier of a closed quarter: its files hold the figures of its rows, verify one another, and are for all."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from frictionless import Package
from python_calamine import CalamineWorkbook

from accounts.rights import Role
from commitments.ledger.refusals import Refusal
from commitments.models import Action, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.documents.blocks import Curve, Heading, Table
from dashboards.documents.dossier.composing import dossier_document
from dashboards.documents.dossier.curves import curves
from dashboards.documents.pdf import data_of, pdf_bytes
from dashboards.exports.columns import QUARTER_COLUMNS, ColumnKind
from dashboards.exports.files import FrozenFormat
from dashboards.exports.quarter import quarter_rows
from dashboards.models import FrozenExport, QuarterClosing
from dashboards.quarters import dossier as dossier_module
from dashboards.quarters.dossier import files_of
from dashboards.quarters.freezing import make_dossier
from dashboards.shared.figures import gap_text, target_text, value_text
from indicators.domain.model import Absence, AbsenceKind, Aggregation, Frequency
from indicators.recording import link, put
from tests.closing import close_quarter
from tests.factories import (
    amount,
    enter,
    every_year,
    make_action,
    make_contract,
    make_indicator,
    make_user,
    pair,
)

pytestmark = pytest.mark.django_db
FIRST, SECOND = Quarter(2024, 1), Quarter(2024, 2)
ROWS_ONLY = ("xlsx", "ods", "excel-fr", "open-data")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2024-07-20T10:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def contract():
    """R1 below its seuil, with a late action; R2 a sum with a hole; R3 to R11 rates; R12 with nothing entered."""
    contract = make_contract()
    below = make_indicator(contract, targets=every_year("80", "90"))
    total = make_indicator(
        contract,
        aggregation=Aggregation.SOMME,
        unit="rendez-vous",
        decimals=0,
        targets=every_year("1200", "2400"),
    )
    for number in range(1, 7):
        enter(below, f"2024-{number:02d}", pair(70, 100), comment="Panne du logiciel" if number == 5 else "")
        if number not in {4, 6}:
            enter(total, f"2024-{number:02d}", amount(150))
    enter(total, "2024-04", Absence(AbsenceKind.NON_DISPONIBLE, "extraction perdue"))
    for rank in range(9):
        rate = make_indicator(contract, frequency=Frequency.TRIMESTRIELLE, targets=every_year("80", "90"))
        for month in ("03", "06"):
            enter(rate, f"2024-{month}", pair(81 + rank, 100))
    make_indicator(contract, targets=every_year("80", "90"))
    action = make_action(contract, code="E1A1", years=(2023,))
    link(contract=contract, action=action, indicator=below, actor=None, origin=Origin.COMMAND)
    return contract


def close(contract, quarter=SECOND, version=0, reason=""):
    contract.refresh_from_db()
    return close_quarter(
        contract=contract,
        quarter=quarter,
        expected_version=version,
        actor=None,
        origin=Origin.COMMAND,
        reason=reason,
    )


def frozen(closing):
    return {each.format: bytes(each.content) for each in closing.exports.all()}


def facts(closing):
    """What its dossier is made of."""
    made = {}

    def keep(found):
        made["facts"] = found
        return dossier_document(found)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(dossier_module, "dossier_document", keep)
        files_of(closing)
    return made["facts"]


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def sheet(content, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name).to_python()


def test_closing_freezes_every_file_once_with_its_fingerprint(contract):
    closing = close(contract)
    assert [each.format for each in closing.files] == list(FrozenFormat)
    for each in closing.files:
        assert each.sha256 == sha256(bytes(each.content)).hexdigest()
        assert each.change is None


def test_the_same_facts_give_the_same_bytes_later(contract, clock):
    closing = close(contract)
    clock.move_to(datetime(2026, 1, 1, tzinfo=UTC))
    put(
        indicator=contract.indicators.all().with_definition().get(code="R1"),
        month=Month(2024, 3),
        fact=pair(95, 100),
        expected_version=1,
        reason="chiffres inversés",
        actor=None,
        origin=Origin.COMMAND,
    )
    again = files_of(QuarterClosing.objects.get(pk=closing.pk))
    assert {str(name): content for name, content in again.items()} == frozen(closing)


def test_every_figure_of_the_pdf_is_that_of_a_row(contract):
    closing = close(contract)
    document = dossier_document(facts(closing))
    said = {each.replace("au\u00a0moins ", "") for each in texts(data_of(document))}
    whole = "\n".join(said)
    definitions = {each.code: each.definition for each in contract.indicators.all().with_definition()}
    for row in quarter_rows(contract, SECOND):
        definition = definitions[row["indicateur"]]
        for text in (
            value_text(definition, row["valeur_a_date"]),
            target_text(definition, row["objectif_a_date"]),
            gap_text(definition, row["ecart_objectif"]),
            value_text(definition, row["projection_annuelle"]),
        ):
            assert text in whole, (row["indicateur"], text)


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
        assert value[6] == "mois du trimestre"
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


@pytest.mark.parametrize("format_", ["dossier", "passeports"])
def test_the_documents_are_tagged_and_declare_pdf_ua(contract, format_):
    made = frozen(close(contract))[format_]
    for part in (b"pdfuaid:part>1<", b"/StructTreeRoot", b"/Outlines", b"/Lang(fr-FR)", b"/MarkInfo"):
        assert part in made


def test_each_page_names_contract_quarter_day_version_and_fingerprint(contract):
    closing = close(contract)
    mark = sha256(frozen(closing)["open-data"]).hexdigest()[:12]
    assert facts(closing).footer == (
        f"CPG 2023-2027 · T2 2024 · données du 20/07/2024 · version 1 · SHA-256 {mark}"
    )


def test_the_eight_furthest_have_a_page_each_and_the_others_a_table(contract):
    document = dossier_document(facts(close(contract)))
    pages = [
        each.text.split(".")[0] for each in document.blocks if isinstance(each, Heading) and each.level == 2
    ]
    shown = [name for name in pages if re.fullmatch(r"R[0-9]+", name)]
    assert shown == ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]
    (table,) = (
        each
        for each in document.blocks
        if isinstance(each, Table) and each.name.startswith("Autres indicateurs")
    )
    assert [line[0].text.split(".")[0] for line in table.lines] == ["R9", "R10", "R11", "R12"]


def test_a_page_says_comment_pace_change_and_late_action(contract):
    close(contract, FIRST)
    text = "\n".join(texts(data_of(dossier_document(facts(close(contract)))))).replace("\u00a0", " ")
    for said in (
        "Mai 2024 : Panne du logiciel.",
        "Avril 2024 : extraction perdue.",
        "Ce qui a changé depuis le 1er trimestre 2024, version 1",
        "Nouveaux mois : avril et mai 2024",
        "Il faut",
        "F1-E1A1",
    ):
        assert said in text, said


def test_what_accumulates_shows_its_gap_before_its_sum(contract):
    found = facts(close(contract))
    by_code = {each.indicator.code: each for each in found.measured}
    assert [each.caption.split(" à ")[0] for each in curves(by_code["R2"])] == ["Écart", "Cumul"]
    (curve,) = curves(by_code["R1"])
    assert isinstance(curve, Curve)
    assert "À fin juin 2024\u00a0: 70,00\u00a0%, seuil 80\u00a0%, objectif 90\u00a0%." in curve.alternative


def test_a_link_made_after_the_closing_is_not_told(contract):
    closing = close(contract)
    action = Action.objects.get(engagement__fiche__contract=contract)
    second = contract.indicators.get(code="R2")
    link(contract=contract, action=action, indicator=second, actor=None, origin=Origin.COMMAND)
    before, after = facts(closing), facts(close(contract, version=1, reason="nouvel envoi"))
    assert [len(before.late_of(each)) for each in before.measured[:2]] == [1, 0]
    assert [len(after.late_of(each)) for each in after.measured[:2]] == [1, 1]


def test_a_second_version_tells_what_changed_since_the_first(contract):
    close(contract, FIRST)
    first = close(contract)
    second = close(contract, version=1, reason="nouvel envoi")
    assert facts(second).since_version.name == "la version 1"
    assert facts(second).since_version.changes == []
    assert frozen(first)["open-data"] == frozen(second)["open-data"]


def test_the_first_quarter_of_a_contract_is_compared_with_nothing(contract):
    assert facts(close(contract, Quarter(2023, 1))).since_quarter is None


def test_a_contract_without_anything_gives_a_dossier():
    contract = make_contract()
    assert frozen(close(contract))["dossier"].startswith(b"%PDF-")


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


def test_a_dossier_made_later_keeps_what_was_frozen_and_says_so(contract, clock):
    closing = closed_before(contract)
    before = frozen(closing)
    clock.move_to(datetime(2024, 9, 1, 10, tzinfo=UTC))
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
        assert (
            "Dossier établi après la clôture\u00a0: 1er\u00a0septembre 2024"
            in archive.read("LISEZMOI.md").decode()
        )


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


def test_queries_do_not_grow_with_the_contract(contract):
    close(contract, FIRST)
    close(contract)
    counts: list[int] = []
    for version, added in ((1, 1), (2, 4)):
        for _ in range(added):
            enter(make_indicator(contract, targets=every_year("80", "90")), "2023-06", pair(1, 2))
        closing = close(contract, version=version, reason="nouvel envoi")
        closing = QuarterClosing.objects.select_related("contract__body", "change__actor").get(pk=closing.pk)
        with CaptureQueriesContext(connection) as captured:
            files_of(closing)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_dossier_that_cannot_be_made_closes_nothing(contract, monkeypatch):
    def fail(_):
        raise RuntimeError("no page today")

    monkeypatch.setattr(dossier_module, "pdf_bytes", fail)
    with pytest.raises(RuntimeError):
        close(contract)
    assert not QuarterClosing.objects.exists()


def test_no_character_prevents_the_dossier(contract):
    indicator = contract.indicators.all().with_definition().get(code="R2")
    enter(indicator, "2024-06", amount(1), comment='Bravo 😀 中 #panic("code") \u202e fin')
    document = dossier_document(facts(close(contract)))
    assert pdf_bytes(document) == pdf_bytes(document)
    assert '#panic("code")' in "\n".join(texts(data_of(document)))
