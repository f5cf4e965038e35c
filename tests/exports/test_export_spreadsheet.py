"""The files as a French spreadsheet opens them: LibreOffice, French settings, special numbers detected."""

import csv
import io
import subprocess
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element, parse

import pytest
import time_machine

from cpg.shared.periods import Quarter
from dashboards.exports.columns import OUT_OF_REACH, QUARTER_COLUMNS, ColumnKind
from dashboards.exports.files import Format, file_name, write
from dashboards.exports.quarter import quarter_rows
from tests.exports.exported import NOW, make_exported_contract
from tests.support.programs import soffice

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
SEMICOLON, QUOTE, UTF_8, FRENCH = 59, 34, 76, 1036
# What a double click chooses: from line 1, in French, quoted fields as any other, dates and numbers detected.
AS_IN_FRANCE = f"CSV:{SEMICOLON},{QUOTE},{UTF_8},1,,{FRENCH},false,true"
TYPES = {
    ColumnKind.NUMBER: "float",
    ColumnKind.INTEGER: "float",
    ColumnKind.MONTH: "date",
    ColumnKind.TEXT: "string",
}


def opened(content: bytes, format_: Format, folder: Path) -> list[list[tuple[str, str]]]:
    """Each row's cells as (type, value), where the type is "" for an empty cell."""
    source = folder / file_name("export", format_)
    source.write_bytes(content)
    filters = [f"--infilter={AS_IN_FRANCE}"] if source.suffix == ".csv" else []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice(), "--headless", "--norestore", profile, *filters]
    command += ["--convert-to", "fods", "--outdir", folder, source]
    subprocess.run(command, capture_output=True, check=True, timeout=180)
    document = parse(source.with_suffix(".fods"))  # noqa: S314 - LibreOffice wrote it from our own rows
    return [cells for row in document.iter(f"{TABLE}table-row") if (cells := _cells(row))]


def _cells(row: Element) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for cell in row.iter(f"{TABLE}table-cell"):
        kind = "formula" if f"{TABLE}formula" in cell.attrib else cell.get(f"{OFFICE}value-type", "")
        value = (
            cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value") or "".join(cell.itertext()).strip()
        )
        found += [(kind, value)] * int(cell.get(f"{TABLE}number-columns-repeated", "1"))
    found = found[: len(QUARTER_COLUMNS)]
    return found if any(kind for kind, _ in found) else []


@time_machine.travel(NOW)
@pytest.mark.parametrize("format_", [Format.EXCEL_FR, Format.XLSX, Format.ODS])
def test_every_cell_has_the_type_of_its_column(tmp_path, format_):
    rows = quarter_rows(make_exported_contract(), Quarter(2024, 2))
    header, *lines = opened(write(format_, QUARTER_COLUMNS, rows, "2024T2"), format_, tmp_path)
    assert [value for _, value in header] == [column.name for column in QUARTER_COLUMNS]
    assert len(lines) == len(rows)
    wrong = [
        (row["indicateur"], column.name, cell)
        for row, line in zip(rows, lines, strict=True)
        for column, cell in zip(QUARTER_COLUMNS, line, strict=True)
        if not is_as_written(row[column.name], column, cell)
    ]
    assert wrong == []


def is_as_written(written, column, cell):
    kind, value = cell
    if written in {None, ""}:
        return kind == ""
    if column.kind is ColumnKind.PACE:
        return kind == ("string" if written == OUT_OF_REACH else "float")
    if TYPES[column.kind] == "float":
        return kind == "float" and Decimal(value) == written
    return kind == TYPES[column.kind]


@time_machine.travel(NOW)
def test_the_other_profile_would_be_noticed(tmp_path):
    """The control: with decimal points, French settings leave text, or worse dates, in numeric columns."""
    rows = quarter_rows(make_exported_contract(), Quarter(2024, 2))
    content = write(Format.OPEN_DATA, QUARTER_COLUMNS, rows, "2024T2").decode()
    with_semicolons = io.StringIO(newline="")
    csv.writer(with_semicolons, delimiter=";").writerows(csv.reader(io.StringIO(content, newline="")))
    _, line, *_ = opened(with_semicolons.getvalue().encode(), Format.EXCEL_FR, tmp_path)
    place = [column.name for column in QUARTER_COLUMNS].index("valeur_a_date")
    assert line[place] == ("string", "85.00")
