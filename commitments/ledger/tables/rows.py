"""Rows of a file, as texts."""

from collections.abc import Sequence
from dataclasses import dataclass

from commitments.ledger.tables.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from cpg.shared import french


class UnreadableFileError(Exception):
    """The file cannot be read as a table; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is what a spreadsheet or an editor shows beside the row."""

    number: int
    cells: tuple[str, ...]


def too_many_rows() -> UnreadableFileError:
    return UnreadableFileError(
        f"Le fichier a plus de {french.number(MOST_ROWS)} lignes : importez-le en plusieurs fois."
    )


def too_many_columns(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"La ligne {number} a plus de {MOST_COLUMNS} colonnes : gardez celles du modèle."
    )


def cell_too_long(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"La ligne {number} a une cellule de plus de {french.number(LONGEST_CELL)} caractères : raccourcissez-la."
    )


def unwritable(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"La ligne {number} contient un caractère qui ne s’écrit pas\u00a0: tapez cette cellule à nouveau."
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row is refused: where, the text found there, and what to do. `code` is stable, for programs."""

    line: int
    column: str
    text: str
    reason: str
    code: str


def under_no_heading(line: Line, names: Sequence[str]) -> list[Refused]:
    """What stands under no heading, or under an empty one, would be lost: it is refused."""
    return [
        Refused(
            line.number,
            f"colonne {place}",
            cell,
            "Cette cellule n’est sous aucun nom de colonne.",
            "no_heading",
        )
        for place, cell in enumerate(line.cells, start=1)
        if cell.strip() and not "".join(names[place - 1 : place])
    ]
