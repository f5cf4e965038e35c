"""Make text safe for spreadsheets: no cell runs as a formula, and all lines end alike."""

import csv
import io
import re
from collections.abc import Iterable

# What Excel and LibreOffice take as the start of a formula, full-width signs of East Asian keyboards too; a plain
# negative number stays as it is.
RUNS = re.compile("[=+@\t\r\uff1d\uff0b\uff0d\uff20]|-(?![0-9]+([.,][0-9]+)?\\Z)")
QUOTE = "'"
# What a spreadsheet shows in place of a result, in English or in French.
ERRORS = re.compile(
    r"#(?:N/A|REF!|DIV/0!|VALUE!|VALEUR!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!|SPILL!|PROPAGATION!|CALC!|CALCUL!|FIELD!"
    r"|CHAMP!|BUSY!|GETTING_DATA|#+)",
    re.IGNORECASE,
)
ERROR_SENTENCE = (
    "C’est une erreur du tableur, qui ne compte pas comme une case vide\u00a0: corrigez la formule, ou videz "
    "la cellule."
)
LINE_END = re.compile(r"\r\n?")
# A workbook is XML, which has no place for these characters.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would run it as a formula.

    Characters that no file format holds are left out first, so that they cannot hide a formula.
    """
    writable = UNWRITABLE.sub("", text)
    quoted = QUOTE + writable if RUNS.match(writable) else writable
    return LINE_END.sub("\n", quoted)


def csv_text(rows: Iterable[Iterable[str]], delimiter: str, line_end: str) -> str:
    """The one way in which CSV is written: every cell of it is harmless."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(
        [harmless(cell) for cell in row] for row in rows
    )
    return text.getvalue()


def as_typed(text: str) -> str:
    """Undo `harmless`: remove the apostrophe that was added for spreadsheets."""
    return text[1:] if text.startswith(QUOTE) and RUNS.match(text[1:]) else text


def is_error(text: str) -> bool:
    """Whether a spreadsheet wrote this because it has no result, such as `#N/A`; `####` is a column too narrow."""
    return ERRORS.fullmatch(text.strip()) is not None
