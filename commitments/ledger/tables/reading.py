"""A file as rows of texts, whether it is a text or a workbook."""

from collections.abc import Sequence

from commitments.ledger.files.archives import ARCHIVE_SIGNATURE
from commitments.ledger.tables.columns import is_garbled, ungarbled
from commitments.ledger.tables.finding import ReadTable, find_table
from commitments.ledger.tables.limits import LARGEST_FILE, LONGEST_CELL, MEGABYTE, MOST_COLUMNS
from commitments.ledger.tables.readings import Choices
from commitments.ledger.tables.rows import (
    Book,
    Line,
    Sheet,
    UnreadableFileError,
    cell_too_long,
    too_many_columns,
    unwritable,
)
from commitments.ledger.tables.shapes import Adapted, Shape
from commitments.ledger.tables.texts import CONTROLS, read_text
from commitments.ledger.tables.workbooks import read_workbook
from cpg.shared import french

# What is often sent under the name of a table, and what to do instead.
OTHER_KINDS = {
    b"%PDF-": "Ce fichier est un PDF\u00a0: envoyez le tableau lui-même, en CSV, en XLSX ou en ODS.",
    b"\xd0\xcf\x11\xe0": "Ce fichier est un ancien classeur (.xls) ou demande un mot de passe"
    f"{french.NARROW}: enregistrez-le au format XLSX, sans mot de passe.",
}
TOO_LARGE = (
    f"Le fichier dépasse {LARGEST_FILE // MEGABYTE}{french.NO_BREAK}Mo\u00a0: importez-le en plusieurs fois."
)


def read_table(content: bytes, shapes: Sequence[Shape], choices: Choices) -> ReadTable:
    """The table of a file, which is recognised by its content. Raises UnreadableFileError for what is no table."""
    book = read_book(content, [*shapes[0].known, *choices.renamed])
    if choices.renamed or choices.given:
        shapes = [Adapted(each, choices.renamed, choices.given) for each in shapes]
    return find_table(book, shapes, choices)


def read_book(content: bytes, known_columns: Sequence[str]) -> Book:
    """The rows that say something, checked; the separator of a text is found by the columns that it may have."""
    if len(content) > LARGEST_FILE:
        raise UnreadableFileError(TOO_LARGE)
    for signature, reason in OTHER_KINDS.items():
        if content.startswith(signature):
            raise UnreadableFileError(reason)
    is_archive = content.startswith(ARCHIVE_SIGNATURE)
    book = read_workbook(content) if is_archive else read_text(content, known_columns)
    for sheet in book.sheets:
        _check(sheet)
    return book


def _check(sheet: Sheet) -> None:
    for line in sheet.lines:
        _check_line(line)


def _check_line(line: Line) -> None:
    if any(len(cell) > LONGEST_CELL for cell in line.cells):
        raise cell_too_long(line.number)
    if any(CONTROLS.search(cell) for cell in line.cells):
        raise unwritable(line.number)
    if any(cell.strip() for cell in line.cells[MOST_COLUMNS:]):
        raise too_many_columns(line.number)
    if garbled := next((cell for cell in line.cells if is_garbled(cell)), None):
        raise UnreadableFileError(
            f"La ligne {line.number} porte «\u00a0{_short(garbled)}\u00a0», qui veut dire "
            f"«\u00a0{_short(ungarbled(garbled))}\u00a0»\u00a0: le fichier était en UTF-8, mais il a été ouvert comme "
            "du Windows-1252, puis enregistré. Repartez du fichier d’origine, ouvert en UTF-8."
        )


def _short(text: str) -> str:
    return text.strip()[:50]
