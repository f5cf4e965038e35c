"""XLSX and ODS: the sheets that a person sees, each cell as it is displayed."""

from xml.parsers.expat import ExpatError

from commitments.ledger.tables.opendocument import OpenDocumentReader
from commitments.ledger.tables.packages import CONTENT, STRINGS, STYLES, Package, damaged, open_package
from commitments.ledger.tables.rows import Book, Sheet
from commitments.ledger.tables.sheets import Cells, SheetReader, formats_of, shared_strings


def read_workbook(content: bytes) -> Book:
    """Raises UnreadableFileError for what cannot be read, or costs too much."""
    package = open_package(content)
    try:
        sheets, hidden = _of_ods(package) if CONTENT in package.parts else _of_xlsx(package)
    except (ExpatError, ValueError) as error:
        raise damaged() from error
    read = tuple(Sheet(name, cells.lines()) for name, cells in sheets.items())
    return Book(read, tuple(hidden))


def _of_ods(package: Package) -> tuple[dict[str, Cells], list[str]]:
    reader = OpenDocumentReader()
    reader.read(package.parts[CONTENT])
    return reader.sheets, reader.hidden


def _of_xlsx(package: Package) -> tuple[dict[str, Cells], list[str]]:
    parts = package.parts
    formats = formats_of(parts[STYLES], is_1904=package.is_1904) if STYLES in parts else ()
    strings = shared_strings(parts[STRINGS]) if STRINGS in parts else ()
    reader = SheetReader(formats, strings, is_computed=package.is_computed)
    return {name: reader.read(parts[part]) for name, part in package.sheets.items()}, list(package.hidden)
