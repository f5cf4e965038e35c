"""A file as rows of texts, whether it is a CSV or an XLSX."""

import csv
import io
from collections.abc import Iterator

from indicators.imports.columns import best_separator
from indicators.imports.lines import MOST_ROWS, Line, UnreadableFileError
from indicators.imports.workbooks import read_workbook

LARGEST_FILE = 5 * 1024 * 1024
XLSX_SIGNATURE = b"PK\x03\x04"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def read_table(content: bytes) -> list[Line]:
    """Every row that is not blank, the header first. The kind of file is told by its content."""
    if len(content) > LARGEST_FILE:
        raise UnreadableFileError("Le fichier dépasse 5 Mo : importez-le en plusieurs fois.")
    lines = read_workbook(content) if content.startswith(XLSX_SIGNATURE) else _read_csv(content)
    listed = []
    for line in lines:
        if any(cell.strip() for cell in line.cells):
            listed.append(line)
        if len(listed) > MOST_ROWS + 1:
            raise UnreadableFileError(
                f"Le fichier a plus de {MOST_ROWS} lignes : importez-le en plusieurs fois."
            )
    if not listed:
        raise UnreadableFileError("Le fichier est vide.")
    return listed


def _read_csv(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best_separator(text), strict=True)
    before = 0
    try:
        for cells in reader:
            yield Line(before + 1, tuple(cells))
            before = reader.line_num
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
        if "\x00" not in text:
            return text
    raise UnreadableFileError(
        "Le texte du fichier n’est ni en UTF-8, ni en UTF-16, ni en Windows-1252 : enregistrez-le à nouveau."
    )
