"""A text as a table: its encoding, its separator, its rows as a spreadsheet numbers them."""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from commitments.ledger.tables.columns import best_separator
from commitments.ledger.tables.limits import LAST_HEADING_ROW, LAST_ROW, LONGEST_CELL, LONGEST_ROW
from commitments.ledger.tables.rows import (
    Book,
    Line,
    Sheet,
    UnreadableFileError,
    cell_too_long,
    too_many_rows,
)

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# No text holds them: what does is an image, a program, or a file that was damaged.
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The first line that Excel reads as the separator, and does not show.
SEPARATOR_LINE = re.compile(r'\ufeff?"?sep=(?P<separator>[;,\t|])"?\r?\n', re.IGNORECASE)
MARKUP = re.compile(r"\s*<(?:!--|(?:\?xml|!doctype|html|table|meta|head|body|style|div)\b)", re.IGNORECASE)
ACCENTS = "éèàçêùôîû"
# é, à, â, ô, û and ê of a Mac, as Windows-1252 reads them within a word: no French word has these letters.
MAC_ROMAN = re.compile(r"[A-Za-z](?:[Žˆ‰ž]|™(?=[a-z]))|\b[Žƒ](?=[a-z])")
MAC_ROMAN_WORD = re.compile(rf"[A-Za-z][{ACCENTS}](?![{ACCENTS}])|\b[{ACCENTS}][a-z]")
READ = "Sont lus l’UTF-8, l’UTF-16 et le Windows-1252"
UNKNOWN_ENCODING = (
    "Le texte du fichier n’est ni en UTF-8, ni en UTF-16, ni en Windows-1252\u00a0: enregistrez-le à nouveau en CSV "
    "UTF-8."
)
FROM_A_MAC = (
    "Les accents de ce fichier sont écrits en Mac Roman, l’encodage d’anciens Macintosh\u00a0: enregistrez-le à "
    f"nouveau avec le format «\u00a0CSV UTF-8\u00a0», et non «\u00a0CSV (Macintosh)\u00a0». {READ}."
)
WEB_PAGE = (
    "Ce fichier n’est pas un classeur\u00a0: c’est une page web ou un document XML, même si son nom finit par .xls. "
    "Ouvrez-le dans votre tableur et enregistrez-le au format XLSX, ODS ou CSV."
)


def read_text(content: bytes, known_columns: Sequence[str]) -> Book:
    """Raises UnreadableFileError for what is no table of texts."""
    text = _decoded(content)
    if MARKUP.match(text.lstrip("\ufeff")):
        raise UnreadableFileError(WEB_PAGE)
    said = SEPARATOR_LINE.match(text)
    text = text[said.end() :] if said else text
    head = [line[:LONGEST_CELL] for line in text.split("\n", LAST_HEADING_ROW)[:LAST_HEADING_ROW]]
    separator = said["separator"] if said else best_separator(head, known_columns)
    return Book((Sheet("", tuple(_rows(text, separator))),), separator=separator)


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


def _rows(text: str, separator: str) -> Iterator[Line]:
    """The rows that say something. A row of several lines is one row, as a spreadsheet shows it."""
    lines = _Bounded(text)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    number = written = 0
    try:
        for number, cells in enumerate(reader, start=1):
            lines.length = 0
            if any(cell.strip() for cell in cells):
                written += 1
                if written > LAST_ROW:
                    raise too_many_rows()
                yield Line(number, tuple(cells))
    except OverflowError as error:
        raise cell_too_long(number + 1) from error
    except csv.Error as error:
        raise UnreadableFileError(
            f"La ligne {number + 1} n’est pas un CSV\u00a0: un guillemet y est mal fermé."
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
            if encoding == "cp1252" and MAC_ROMAN.search(text):
                raise UnreadableFileError(FROM_A_MAC)
            return text
    raise UnreadableFileError(FROM_A_MAC if _is_mac_roman(content) else UNKNOWN_ENCODING)


def _is_mac_roman(content: bytes) -> bool:
    text = content.decode("mac_roman")
    return not CONTROLS.search(text) and MAC_ROMAN_WORD.search(text) is not None
