"""XLSX and ODS with typed numbers. The same rows give the same bytes, so that a closed quarter can be signed."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from dashboards.exports.columns import Cell, Column
from dashboards.exports.safety import harmless
from indicators.domain.periods import Month

# A file says when it was made; a fixed day keeps the bytes the same.
MADE = datetime(2023, 1, 1, tzinfo=UTC)
ZIP_DAY = (2023, 1, 1, 0, 0, 0)


def xlsx_bytes(columns: tuple[Column, ...], rows: Sequence[Mapping[str, Cell]], title: str) -> bytes:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties({"title": title, "created": MADE.replace(tzinfo=None)})
    sheet = workbook.add_worksheet("Données")
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    numbers = {
        decimals: workbook.add_format({"num_format": "0" + ("." + "0" * decimals if decimals else "")})
        for decimals in range(7)
    }
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.name, bold)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            cell = row[column.name]
            match cell:
                case Decimal():
                    sheet.write_number(line, place, cell, numbers[_decimals(cell)])
                case int():
                    sheet.write_number(line, place, cell, numbers[0])
                case Month():
                    sheet.write_datetime(
                        line, place, datetime.combine(cell.first_day, datetime.min.time()), day
                    )
                case str() if cell:
                    sheet.write_string(line, place, harmless(cell))
                case _:
                    pass
    sheet.freeze_panes(1, 0)
    workbook.close()
    return content.getvalue()


def ods_bytes(columns: tuple[Column, ...], rows: Sequence[Mapping[str, Cell]], title: str) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name=title)
    document.spreadsheet.addElement(table)
    _append(table, [column.name for column in columns])
    for row in rows:
        _append(table, [row[column.name] for column in columns])
    content = io.BytesIO()
    document.write(content)
    return _with_fixed_day(content.getvalue())


def _append(table: Table, cells: Sequence[Cell]) -> None:
    line = TableRow()
    for cell in cells:
        line.addElement(_ods_cell(cell))
    table.addElement(line)


def _ods_cell(cell: Cell) -> TableCell:
    match cell:
        case Decimal() | int():
            found = TableCell(
                valuetype="float", value=f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
            )
            found.addElement(P(text=f"{cell:f}" if isinstance(cell, Decimal) else str(cell)))
        case Month():
            found = TableCell(valuetype="date", datevalue=cell.first_day.isoformat())
            found.addElement(P(text=cell.first_day.isoformat()))
        case str() if cell:
            found = TableCell(valuetype="string")
            found.addElement(P(text=harmless(cell)))
        case _:
            found = TableCell()
    return found


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _with_fixed_day(content: bytes) -> bytes:
    """The same archive, its files all of one day."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fixed, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, ZIP_DAY)
            info.compress_type = entry.compress_type
            new.writestr(info, old.read(entry.filename))
    return fixed.getvalue()
