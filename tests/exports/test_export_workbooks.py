"""XLSX and ODS: typed cells, the same bytes whenever and wherever they are written, and text that survives."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pytest
import time_machine
from python_calamine import CalamineWorkbook

from cpg.shared.periods import Month, Quarter
from dashboards.exports.columns import QUARTER_COLUMNS, ColumnKind, FileCell, FileColumn
from dashboards.exports.files import FLAVOURS, Format, write
from dashboards.exports.quarter import quarter_rows
from tests.exports.exported import NOW, make_exported_contract

WORKBOOKS = [Format.XLSX, Format.ODS]
COLUMNS = (
    FileColumn("texte", ColumnKind.TEXT, "Texte"),
    FileColumn("nombre", ColumnKind.NUMBER, "Nombre"),
    FileColumn("entier", ColumnKind.INTEGER, "Entier"),
    FileColumn("mois", ColumnKind.MONTH, "Mois"),
)
ROW: dict[str, FileCell] = {
    "texte": "é & <b>",
    "nombre": Decimal("-92.50"),
    "entier": 0,
    "mois": Month(2024, 6),
}
EMPTY: dict[str, FileCell] = dict.fromkeys(ROW)
# What another process writes, on another day and with other hashes.
ELSEWHERE = """
import sys
from decimal import Decimal
from hashlib import sha256
from dashboards.exports.files import Format, write
from cpg.shared.periods import Month
from tests.exports.test_export_workbooks import COLUMNS, ROW
sys.stdout.write(sha256(write(Format(sys.argv[1]), COLUMNS, [ROW], "Essai")).hexdigest())
"""


def read(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("format_", WORKBOOKS)
def test_cells_are_typed_and_absence_is_empty(format_):
    header, row, *rest = read(write(format_, COLUMNS, [ROW, EMPTY, ROW], "Essai"))
    assert header == ["texte", "nombre", "entier", "mois"]
    assert row == ["é & <b>", -92.5, 0, date(2024, 6, 1)]
    assert isinstance(row[1], float)
    assert rest == [["", "", "", ""], row]


@pytest.mark.parametrize("format_", WORKBOOKS)
def test_numbers_are_shown_with_their_decimals(format_):
    content = write(format_, COLUMNS, [ROW], "Essai")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {Format.XLSX: "xl/styles.xml", Format.ODS: "content.xml"}
        text = archive.read(names[format_]).decode()
    shown = {
        Format.XLSX: ['formatCode="0.00"', 'formatCode="yyyy-mm-dd"'],
        Format.ODS: ['table:style-name="number-2"', ">-92.50<", ">2024-06-01<"],
    }
    for each in shown[format_]:
        assert each in text


@pytest.mark.parametrize("format_", list(Format))
def test_a_formula_is_text_in_every_format(format_):
    content = write(format_, COLUMNS, [{**ROW, "texte": "=1+1"}], "Essai")
    if format_ in WORKBOOKS:
        assert read(content)[1][0] == "'=1+1"
    else:
        assert content.splitlines()[1].startswith(b"'=1+1")


@pytest.mark.parametrize("format_", WORKBOOKS)
@pytest.mark.parametrize("text", ["deux  espaces", "deux\nlignes", "un \x0bverticale"])
def test_text_survives(format_, text):
    read_back = read(write(format_, COLUMNS, [{**ROW, "texte": text}], "Essai"))[1][0]
    assert read_back == text.replace("\x0b", "")


def test_a_text_too_long_for_a_cell_is_cut_and_not_lost():
    longest = 32_767
    content = write(Format.XLSX, COLUMNS, [{**ROW, "texte": "é" * (longest + 1)}], "Essai")
    assert read(content)[1][0] == "é" * longest


@pytest.mark.slow
@pytest.mark.parametrize("format_", list(Format))
def test_the_same_rows_give_the_same_bytes_elsewhere_and_later(format_):
    with time_machine.travel("2031-01-01"):
        here = sha256(write(format_, COLUMNS, [ROW], "Essai")).hexdigest()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}
        command = [sys.executable, "-c", "import django; django.setup()\n" + ELSEWHERE, format_.value]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout == here


@pytest.mark.django_db
@time_machine.travel(NOW)
@pytest.mark.parametrize("format_", WORKBOOKS)
def test_a_quarter_in_a_workbook_holds_the_rows_of_its_csv(format_):
    rows = quarter_rows(make_exported_contract(), Quarter(2024, 2))
    header, *read_back = read(write(format_, QUARTER_COLUMNS, rows, "2024T2"))
    assert header == [column.name for column in QUARTER_COLUMNS]
    assert len(read_back) == len(rows)
    for row, found in zip(rows, read_back, strict=True):
        for column, cell in zip(QUARTER_COLUMNS, found, strict=True):
            expected = row[column.name]
            match expected:
                case None:
                    assert cell == ""
                case Decimal() | int():
                    assert isinstance(cell, float)
                    assert Decimal(str(cell)) == expected
                case Month():
                    assert cell == expected.first_day
                case _:
                    assert cell in {expected, f"'{expected}"}


def test_every_format_has_a_name_and_a_type():
    assert set(FLAVOURS) == set(Format)
