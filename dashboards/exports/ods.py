"""ODS with typed numbers. The same sheets give the same bytes, so that a closed quarter can be signed."""

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from odf.dc import Subject
from odf.element import Element
from odf.number import DateStyle, Day, Number, NumberStyle, Text, Year
from odf.number import Month as ShownMonth
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import (
    ParagraphProperties,
    Style,
    TableCellProperties,
    TableColumnProperties,
    TextProperties,
)
from odf.table import DatabaseRange, DatabaseRanges, Table, TableCell, TableColumn, TableRow
from odf.teletype import addTextToElement
from odf.text import P

from accounts.clock import shown_mark
from cpg.shared import french
from cpg.shared.periods import Month
from cpg.shared.spreadsheet import harmless
from dashboards.exports.columns import FileCell
from dashboards.exports.reproducible import reproducible
from dashboards.exports.sheets import MOST_DECIMALS, Sheet, decimals_shown

# Tenths of a millimetre: of one character, and around a text.
CHARACTER, AROUND = 20, 40
LETTERS = 26


def ods_bytes(sheets: Sequence[Sheet]) -> bytes:
    document = OpenDocumentSpreadsheet()
    widths = sorted({width for sheet in sheets for width in sheet.widths})
    for element in (*_column_styles(widths), *_cell_styles()):
        document.automaticstyles.addElement(element)
    filters = DatabaseRanges()
    for rank, sheet in enumerate(sheets, start=1):
        document.spreadsheet.addElement(_table(sheet))
        filters.addElement(
            DatabaseRange(name=f"filtre{rank}", targetrangeaddress=_range(sheet), displayfilterbuttons="true")
        )
    document.spreadsheet.addElement(filters)
    if mark := shown_mark():
        document.meta.addElement(Subject(text=french.sentence(mark)))
    content = io.BytesIO()
    document.write(content)
    return reproducible(content.getvalue())


def _table(sheet: Sheet) -> Table:
    table = Table(name=sheet.name)
    for width in sheet.widths:
        table.addElement(TableColumn(stylename=f"width-{width}"))
    _append(table, [_text(column.name, valuetype="string", stylename="header") for column in sheet.columns])
    for row in sheet.rows:
        _append(table, [_cell(row[column.name]) for column in sheet.columns])
    return table


def _range(sheet: Sheet) -> str:
    """`'Ce qui a changé'.A1:'Ce qui a changé'.G12`."""
    name = "'" + sheet.name.replace("'", "''") + "'"
    return f"{name}.A1:{name}.{_letters(len(sheet.columns))}{len(sheet.rows) + 1}"


def _letters(place: int) -> str:
    """The name of a column, the first being 1."""
    text = ""
    while place:
        place, letter = divmod(place - 1, LETTERS)
        text = chr(ord("A") + letter) + text
    return text


def _column_styles(widths: Iterable[int]) -> Iterator[Element]:
    for width in widths:
        style = Style(name=f"width-{width}", family="table-column")
        style.addElement(TableColumnProperties(columnwidth=f"{(width * CHARACTER + AROUND) / 100:.2f}cm"))
        yield style


def _cell_styles() -> Iterator[Element]:
    """How cells are shown: bold, over several lines, a day, and numbers with as many decimals as they have."""
    header = Style(name="header", family="table-cell")
    header.addElement(TableCellProperties(verticalalign="top"))
    header.addElement(TextProperties(fontweight="bold"))
    yield header
    text = Style(name="text", family="table-cell")
    text.addElement(TableCellProperties(wrapoption="wrap", verticalalign="top"))
    text.addElement(ParagraphProperties(textalign="start"))
    yield text
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
    yield _top("day", "iso-day")
    for decimals in range(MOST_DECIMALS + 1):
        shown = NumberStyle(name=f"shown-{decimals}")
        shown.addElement(Number(decimalplaces=decimals, minintegerdigits=1))
        yield shown
        yield _top(f"number-{decimals}", f"shown-{decimals}")


def _top(name: str, data_style: str) -> Style:
    style = Style(name=name, family="table-cell", datastylename=data_style)
    style.addElement(TableCellProperties(verticalalign="top"))
    return style


def _append(table: Table, cells: Iterable[TableCell]) -> None:
    line = TableRow()
    for cell in cells:
        line.addElement(cell)
    table.addElement(line)


def _cell(cell: FileCell) -> TableCell:
    match cell:
        case Decimal() | int():
            text = f"{Decimal(cell):f}"
            style = f"number-{decimals_shown(Decimal(cell))}"
            return _text(text, valuetype="float", value=text, stylename=style)
        case Month() | date():
            text = (cell.first_day if isinstance(cell, Month) else cell).isoformat()
            return _text(text, valuetype="date", datevalue=text, stylename="day")
        case str() if cell:
            return _text(harmless(cell), valuetype="string", stylename="text")
        case _:
            return TableCell()


def _text(text: str, **attributes: str) -> TableCell:
    """A cell that shows that text; each of its lines is a paragraph, its spaces are all kept."""
    made = TableCell(**attributes)
    for line in text.split("\n"):
        paragraph = P()
        addTextToElement(paragraph, line)
        made.addElement(paragraph)
    return made
