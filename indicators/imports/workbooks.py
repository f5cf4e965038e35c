"""XLSX: values as a person sees them. A percent format multiplies by a hundred, a date is a date."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from python_calamine import CalamineError, load_workbook

from cpg.shared.french import NO_BREAK
from indicators.imports.lines import MOST_ROWS, Line, UnreadableFileError

LARGEST_UNPACKED = 60 * 1024 * 1024
PERCENT_FORMATS = {"9", "10"}
# Excel keeps and shows fifteen significant digits.
DIGITS = 15
PLACE = re.compile(r"([A-Z]+)([0-9]+)")
# What a number format shows as it stands: quoted text, an escaped sign, a blank or a filling of some width.
LITERAL = re.compile(r'"[^"]*"|[\\_*].')


def read_workbook(content: bytes) -> Iterator[Line]:
    """The rows of the first sheet."""
    try:
        percents = _percent_places(content)
        workbook = load_workbook(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS + 1:
            raise UnreadableFileError(
                f"Le fichier a plus de {MOST_ROWS} lignes : importez-le en plusieurs fois."
            )
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, ParseError, KeyError, DefusedXmlException) as error:
        raise UnreadableFileError(
            "Ce classeur ne peut pas être lu : enregistrez-le à nouveau au format XLSX."
        ) from error
    for number, row in enumerate(rows, start=1):
        yield Line(
            number,
            tuple(_text(cell, (number, column) in percents) for column, cell in enumerate(row, start=1)),
        )


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


def _percent_places(content: bytes) -> set[tuple[int, int]]:
    """The (row, column) of each cell of the first sheet that is shown in percent."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise UnreadableFileError(
                "Ce classeur est trop gros une fois ouvert : gardez la feuille à importer."
            )
        names = archive.namelist()
        if "xl/styles.xml" not in names:
            return set()
        with archive.open("xl/styles.xml") as styles:
            percents = _percent_styles(styles)
        sheet = _first_sheet(archive)
        if not percents or sheet not in names:
            return set()
        with archive.open(sheet) as cells:
            return set(_places(cells, percents))


def _places(cells: Any, styles: set[str]) -> Iterator[tuple[int, int]]:
    """The places of the cells of these styles; a row or a cell that does not name its place follows the last."""
    row = column = 0
    for event, element in iterparse(cells, events=("start", "end")):
        name = _name(element)
        if name == "row" and event == "start":
            row, column = int(element.get("r", row + 1)), 0
        elif name == "c" and event == "start":
            column = _column(element.get("r", "")) or column + 1
            if element.get("s") in styles:
                yield row, column
        elif name == "row":
            element.clear()


def _percent_styles(styles: Any) -> set[str]:
    """The indexes of the cell styles whose number format is a percentage."""
    formats = set(PERCENT_FORMATS)
    found: list[str] = []
    for _, element in iterparse(styles):
        if _name(element) == "numFmt" and "%" in LITERAL.sub("", element.get("formatCode", "")):
            formats.add(element.get("numFmtId", ""))
        elif _name(element) == "cellXfs":
            found = [style.get("numFmtId", "") for style in element]
    return {str(index) for index, number_format in enumerate(found) if number_format in formats}


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The path of the sheet that the workbook lists first."""
    sheets = list(_elements(archive, "xl/workbook.xml", "sheet"))
    relation = (
        next((value for name, value in sheets[0].items() if name.endswith("}id")), "") if sheets else ""
    )
    for each in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship"):
        if each.get("Id") == relation:
            return "xl/" + each.get("Target", "").removeprefix("/xl/")
    return ""


def _elements(archive: zipfile.ZipFile, path: str, name: str) -> Iterator[Element]:
    with archive.open(path) as file:
        yield from [element for _, element in iterparse(file) if _name(element) == name]


def _name(element: Element) -> str:
    """Without its namespace: a strict workbook has another one."""
    return element.tag.rpartition("}")[2]


def _column(reference: str) -> int:
    """3 for `C12`; 0 for what is no reference."""
    found = PLACE.fullmatch(reference)
    column = 0
    for letter in found[1] if found else "":
        column = 26 * column + ord(letter) - ord("A") + 1
    return column
