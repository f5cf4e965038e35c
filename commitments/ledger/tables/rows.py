"""Rows of a file, as texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commitments.ledger.tables.columns import header_problems, plain_name
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
    """Why a row is refused: where, the text of that cell, and what to do. `code` is stable, for programs."""

    line: int
    column: str
    text: str
    reason: str
    code: str


class TableRow:
    """One row of a table by the names of its columns. `astray` are its cells under no heading: they would be lost, so
    they are refused.
    """

    def __init__(self, line: Line, names: Sequence[str], columns: Sequence[str]) -> None:
        padded = [*line.cells, *[""] * len(names)]
        self.line = line.number
        self.cells: Mapping[str, str] = dict.fromkeys(columns, "") | dict(zip(names, padded, strict=False))
        self.astray = [
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

    def text(self, column: str) -> str:
        return self.cells[column].strip()

    def refused(self, column: str, reason: str, code: str) -> Refused:
        return Refused(self.line, column, self.cells[column], reason, code)

    def is_blank(self, columns: Iterable[str]) -> bool:
        return not any(self.text(column) for column in columns)


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The rows of a file under its first. With a heading that is wrong in `refused` no row is looked at."""

    rows: tuple[TableRow, ...]
    refused: tuple[Refused, ...] = ()

    @classmethod
    def of(cls, lines: Sequence[Line], columns: Sequence[str], needed: Sequence[str]) -> "ReadTable":
        header, *rows = lines
        if problems := header_problems(header.cells, columns, needed):
            return cls((), tuple(Refused(header.number, text, text, why, "header") for text, why in problems))
        names = [plain_name(name) for name in header.cells]
        return cls(tuple(TableRow(line, names, columns) for line in rows))


def is_kept(text: str, before: str) -> bool:
    """Whether a cell leaves a text as it is: nothing written, or the same words again, as files have line ends of their
    own.
    """
    return not text or text.split() == before.split()
