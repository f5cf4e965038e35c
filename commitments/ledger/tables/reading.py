"""A file as rows of texts, whether it is a CSV or an XLSX."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from commitments.ledger.files.archives import ARCHIVE_SIGNATURE
from commitments.ledger.tables.columns import best_separator
from commitments.ledger.tables.limits import (
    LARGEST_FILE,
    LONGEST_CELL,
    LONGEST_ROW,
    MEGABYTE,
    MOST_COLUMNS,
    MOST_ROWS,
)
from commitments.ledger.tables.rows import (
    Line,
    UnreadableFileError,
    cell_too_long,
    too_many_columns,
    too_many_rows,
    unwritable,
)
from commitments.ledger.tables.workbooks import read_workbook
from cpg.shared import french

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What is often sent under the name of a table, and what to do instead.
OTHER_KINDS = {
    b"%PDF-": "Ce fichier est un PDF : envoyez le tableau lui-même, en CSV ou en XLSX.",
    b"\xd0\xcf\x11\xe0": "Ce fichier est un ancien classeur (.xls) ou demande un mot de passe"
    f"{french.NARROW}: enregistrez-le au format XLSX, sans mot de passe.",
}
# No text holds them: what does is an image, a program, or a file that was damaged.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
TOO_LARGE = (
    f"Le fichier dépasse {LARGEST_FILE // MEGABYTE}{french.NO_BREAK}Mo : importez-le en plusieurs fois."
)


def read_table(content: bytes, known_columns: Sequence[str]) -> list[Line]:
    """Every row that is not blank, the header first. The kind of file is recognised by its content, the separator
    of a text by the columns that it may have.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableFileError(TOO_LARGE)
    for signature, reason in OTHER_KINDS.items():
        if content.startswith(signature):
            raise UnreadableFileError(reason)
    lines = (
        read_workbook(content) if content.startswith(ARCHIVE_SIGNATURE) else _read_csv(content, known_columns)
    )
    listed = []
    for line in lines:
        if not any(cell.strip() for cell in line.cells):
            continue
        _check(line)
        listed.append(line)
        if len(listed) > MOST_ROWS + 1:
            raise too_many_rows()
    if not listed:
        raise UnreadableFileError("Le fichier est vide.")
    return listed


def _check(line: Line) -> None:
    if any(len(cell) > LONGEST_CELL for cell in line.cells):
        raise cell_too_long(line.number)
    if any(CONTROLS.search(cell) for cell in line.cells):
        raise unwritable(line.number)
    if any(cell.strip() for cell in line.cells[MOST_COLUMNS:]):
        raise too_many_columns(line.number)


class _Bounded:
    """The lines of a text, while a row stays one that a person may have written; `length` is what it has so far."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.length += len(line)
            if self.length > LONGEST_ROW:
                raise OverflowError
            yield line


def _read_csv(content: bytes, known_columns: Sequence[str]) -> Iterator[Line]:
    text = _decoded(content)
    lines = _Bounded(text)
    reader = csv.reader(lines, delimiter=best_separator(text, known_columns), strict=True)
    before = 0
    try:
        for cells in reader:
            yield Line(before + 1, tuple(cells))
            before, lines.length = reader.line_num, 0
    except OverflowError as error:
        raise cell_too_long(before + 1) from error
    except csv.Error as error:
        raise UnreadableFileError(
            f"La ligne {before + 1} n’est pas un CSV : un guillemet y est mal fermé."
        ) from error


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16, else Windows-1252."""
    encodings = [name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)]
    if not encodings:
        wide = ["utf-16-le"] if content[1:2] == b"\x00" else ["utf-16-be"] if content[:1] == b"\x00" else []
        encodings = [*wide, "utf-8", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not CONTROLS.search(text):
            return text
    raise UnreadableFileError(
        "Le texte du fichier n’est ni en UTF-8, ni en UTF-16, ni en Windows-1252 : enregistrez-le à nouveau."
    )
