"""XLSX with typed numbers. The same sheets give the same bytes, so that a closed quarter can be signed."""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from accounts.clock import shown_mark
from cpg.shared import french
from cpg.shared.periods import Month
from cpg.shared.spreadsheet import harmless
from dashboards.exports.columns import FileCell
from dashboards.exports.sheets import MOST_DECIMALS, Sheet, decimals_shown

# Points.
LINE_HEIGHT = 15
# A workbook holds the day on which it was made; a fixed one keeps the bytes the same.
MADE = datetime(2000, 1, 1, tzinfo=UTC)


def xlsx_bytes(sheets: Sequence[Sheet], title: str) -> bytes:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    subject = {"subject": french.sentence(mark)} if (mark := shown_mark()) else {}
    workbook.set_properties({"title": title, **subject, "created": MADE.replace(tzinfo=None)})
    formats = _formats(workbook)
    for sheet in sheets:
        _write(workbook.add_worksheet(sheet.name), sheet, formats)
    workbook.close()
    return content.getvalue()


def _formats(workbook: xlsxwriter.Workbook) -> Mapping[str | int, CellFormat]:
    """By what a cell is: a heading, a text, a day, a number with so many decimals."""
    made: dict[str | int, CellFormat] = {
        "heading": workbook.add_format({"bold": True, "valign": "top"}),
        "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
    }
    for decimals in range(MOST_DECIMALS + 1):
        shown = "0" + ("." + "0" * decimals if decimals else "")
        made[decimals] = workbook.add_format({"num_format": shown, "valign": "top"})
    return made


def _write(page: Worksheet, sheet: Sheet, formats: Mapping[str | int, CellFormat]) -> None:
    for place, (column, width) in enumerate(zip(sheet.columns, sheet.widths, strict=True)):
        page.set_column(place, place, width + 1)
        page.write_string(0, place, column.name, formats["heading"])
    for line, row in enumerate(sheet.rows, start=1):
        page.set_row(line, LINE_HEIGHT * sheet.lines_of(row))
        for place, column in enumerate(sheet.columns):
            _write_cell(page, line, place, row[column.name], formats)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.repeat_rows(0)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.columns) - 1)


def _write_cell(
    page: Worksheet, line: int, place: int, cell: FileCell, formats: Mapping[str | int, CellFormat]
) -> None:
    match cell:
        case Decimal():
            page.write_number(line, place, cell, formats[decimals_shown(cell)])
        case int():
            page.write_number(line, place, cell, formats[0])
        case Month() | date():
            day = cell.first_day if isinstance(cell, Month) else cell
            page.write_datetime(line, place, datetime.combine(day, datetime.min.time()), formats["day"])
        case str() if cell:
            page.write_string(line, place, harmless(cell), formats["text"])
        case _:
            pass
