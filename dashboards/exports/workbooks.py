"""XLSX and ODS with typed numbers. The same rows give the same bytes, so that a closed quarter can be signed."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import xlsxwriter
from odf.element import Element
from odf.number import DateStyle, Day, Number, NumberStyle, Text, Year
from odf.number import Month as ShownMonth
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.teletype import addTextToElement
from odf.text import P

from cpg.shared.periods import Month
from cpg.shared.spreadsheet import harmless
from dashboards.exports.columns import FileCell, FileColumn
from dashboards.exports.reproducible import reproducible

# A workbook holds the day on which it was made; a fixed one keeps the bytes the same.
MADE = datetime(2000, 1, 1, tzinfo=UTC)
# A measure has four decimals at most, its targets to date two more.
MOST_DECIMALS = 6


def xlsx_bytes(columns: tuple[FileColumn, ...], rows: Sequence[Mapping[str, FileCell]], title: str) -> bytes:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    workbook.set_properties({"title": title, "created": MADE.replace(tzinfo=None)})
    sheet = workbook.add_worksheet("Données")
    bold = workbook.add_format({"bold": True})
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    numbers = {
        decimals: workbook.add_format({"num_format": "0" + ("." + "0" * decimals if decimals else "")})
        for decimals in range(MOST_DECIMALS + 1)
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


def ods_bytes(columns: tuple[FileColumn, ...], rows: Sequence[Mapping[str, FileCell]], title: str) -> bytes:
    document = OpenDocumentSpreadsheet()
    for element in _ods_styles():
        document.automaticstyles.addElement(element)
    table = Table(name=title)
    document.spreadsheet.addElement(table)
    _append(table, [_ods_text(column.name, valuetype="string", stylename="header") for column in columns])
    for row in rows:
        _append(table, [_ods_cell(row[column.name]) for column in columns])
    content = io.BytesIO()
    document.write(content)
    return reproducible(content.getvalue())


def _ods_styles() -> Iterator[Element]:
    """How cells are shown: bold, a day, and numbers with as many decimals as they have."""
    header = Style(name="header", family="table-cell")
    header.addElement(TextProperties(fontweight="bold"))
    yield header
    day = DateStyle(name="iso-day")
    for part in (
        Year(style="long"),
        Text(text="-"),
        ShownMonth(style="long"),
        Text(text="-"),
        Day(style="long"),
    ):
        day.addElement(part)
    yield day
    yield Style(name="day", family="table-cell", datastylename="iso-day")
    for decimals in range(MOST_DECIMALS + 1):
        shown = NumberStyle(name=f"shown-{decimals}")
        shown.addElement(Number(decimalplaces=decimals, minintegerdigits=1))
        yield shown
        yield Style(name=f"number-{decimals}", family="table-cell", datastylename=f"shown-{decimals}")


def _append(table: Table, cells: Iterable[TableCell]) -> None:
    line = TableRow()
    for cell in cells:
        line.addElement(cell)
    table.addElement(line)


def _ods_cell(cell: FileCell) -> TableCell:
    match cell:
        case Decimal() | int():
            text = f"{Decimal(cell):f}"
            style = f"number-{_decimals(Decimal(cell))}"
            return _ods_text(text, valuetype="float", value=text, stylename=style)
        case Month():
            text = cell.first_day.isoformat()
            return _ods_text(text, valuetype="date", datevalue=text, stylename="day")
        case str() if cell:
            return _ods_text(harmless(cell), valuetype="string")
        case _:
            return TableCell()


def _ods_text(text: str, **attributes: str) -> TableCell:
    """A cell that shows that text; each of its lines is a paragraph, its spaces are all kept."""
    made = TableCell(**attributes)
    for line in text.split("\n"):
        paragraph = P()
        addTextToElement(paragraph, line)
        made.addElement(paragraph)
    return made


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
