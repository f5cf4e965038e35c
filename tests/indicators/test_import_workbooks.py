"""Monthly figures in workbooks: each cell counts as displayed, whoever wrote the file."""

import re
import zipfile
from io import BytesIO

import pytest
import time_machine
import xlsxwriter

from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from indicators.domain.model import Aggregation
from indicators.imports import prepare
from indicators.imports.preparing import read
from tests.factories import amount, make_body, make_contract, make_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today", "contract")]


@pytest.fixture
def today():
    with time_machine.travel("2025-10-20T10:00:00Z", tick=False):
        yield


@pytest.fixture
def contract():
    """R2 a sum, R3 a percentage known by its last value."""
    contract = make_contract(make_body("caisse"))
    make_indicator(contract, code="R2", aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)
    make_indicator(contract, code="R3", aggregation=Aggregation.DERNIER, entry_decimals=2)
    return contract


def prepared(content):
    return prepare(read(content), Contract.objects.select_related("body"), None)


def workbook(*lines):
    """A workbook; a cell is a value, or a value with its number format."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            value, number_format = cell if isinstance(cell, tuple) else (cell, "General")
            sheet.write(row, column, value, book.add_format({"num_format": number_format}))
    book.close()
    return content.getvalue()


def test_a_workbook_counts_as_displayed():
    content = workbook(
        ["indicateur", "mois", "valeur"],
        ["R3", (45717, "dd/mm/yyyy"), (0.925, "0.0%")],
        ["R3", "2025-04", (92.5, "0.0")],
        ["R3", "2025-05", (0.07 * 100 / 7, '0.0" %"')],
        ["R2", "2025-04", 1200],
    )
    preview = prepared(content)
    assert preview.refused == ()
    found = {(each.entry.indicator.code, str(each.entry.month)): each.entry.fact for each in preview.new}
    assert found == {
        ("R3", "2025-03"): amount("92.5"),
        ("R3", "2025-04"): amount("92.5"),
        ("R3", "2025-05"): amount(1),
        ("R2", "2025-04"): amount(1200),
    }


@pytest.mark.parametrize(
    ("number_format", "value"),
    [
        ("0.0%", "92.5"),
        ("0.0%;[Red]-0.0%", "92.5"),
        (r"0.00\%", "0.92"),
        ("0.00_%", "0.92"),
        ('0.00"%"', "0.92"),
    ],
)
def test_a_percent_sign_that_is_only_shown_multiplies_nothing(number_format, value):
    stored = 0.925 if value == "92.5" else 0.92
    content = workbook(["indicateur", "mois", "valeur"], ["R3", "2025-03", (stored, number_format)])
    assert [each.entry.fact for each in prepared(content).new] == [amount(value)]


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r'(<c|<row) r="[A-Z]*[0-9]+"', r"\1"),
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ],
)  # fmt: skip
def test_other_writers_of_workbooks_are_read_alike(pattern, replacement):
    """One that leaves places out, one that writes the strict variant of the format."""
    content = workbook(
        ["indicateur", "mois", "valeur"],
        ["R3", "2025-03", (0.925, "0.0%")],
        ["R3", "2025-04", (0.5, "0.0")],
    )
    preview = prepared(rewritten(content, pattern, replacement))
    assert [each.entry.fact for each in preview.new] == [amount("92.5"), amount("0.5")]


def rewritten(content, pattern, replacement):
    """The same workbook with something else in each of its files."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(pattern, replacement, old.read(name).decode()))
    return changed.getvalue()


@pytest.mark.parametrize("escape", ["_x0000_", "_x0001_"])
def test_a_character_that_no_database_keeps_is_refused_with_its_row(escape):
    content = workbook(["indicateur", "mois", "valeur", "commentaire"], ["R2", "2025-04", 12, "MARQUE"])
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"MARQUE", f"a{escape}b".encode()))
    with pytest.raises(UnreadableFileError, match="La ligne 2 contient un caractère"):
        read(written.getvalue())


def test_a_damaged_workbook_is_said():
    with pytest.raises(UnreadableFileError):
        read(workbook(["indicateur"])[:400])
