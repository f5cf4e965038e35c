"""XLSX: values as a person sees them. A percent format multiplies by a hundred, a date is a date."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, load_workbook

from commitments.ledger.tables.packages import STRINGS, STYLES, Package, damaged, open_package
from commitments.ledger.tables.rows import Line
from commitments.ledger.tables.sheets import SheetCheck, lengths_of_strings, percent_styles
from cpg.shared.french import NO_BREAK

# Excel keeps and shows fifteen significant digits.
DIGITS = 15


def read_workbook(content: bytes) -> Iterator[Line]:
    """The rows of the first sheet."""
    package = open_package(content)
    percents = _checked(package)
    try:
        sheet = load_workbook(io.BytesIO(package.content())).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except CalamineError as error:
        raise damaged() from error
    for number, row in enumerate(rows, start=1):
        yield Line(
            number,
            tuple(_text(cell, (number, column) in percents) for column, cell in enumerate(row, start=1)),
        )


def _checked(package: Package) -> set[tuple[int, int]]:
    """The places of the cells that are shown in percent, once the sheet was gone through."""
    try:
        styles = percent_styles(package.parts[STYLES]) if STYLES in package.parts else frozenset()
        lengths = lengths_of_strings(package.parts[STRINGS]) if STRINGS in package.parts else ()
        check = SheetCheck(styles, lengths, is_computed=package.is_computed)
        check.read(package.parts[package.sheet])
    except (ExpatError, ValueError) as error:
        raise damaged() from error
    return check.percents


def _text(cell: Any, is_percent: bool) -> str:
    match cell:
        case bool():
            return "VRAI" if cell else "FAUX"
        case int() | float():
            number = Decimal(f"{cell:.{DIGITS}g}")
            return f"{(number * 100).normalize():f}{NO_BREAK}%" if is_percent else f"{number.normalize():f}"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return str(cell)
