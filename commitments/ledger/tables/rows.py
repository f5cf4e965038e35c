"""Rows of a file, as texts; and what a spreadsheet knows of a cell beside its text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from commitments.ledger.tables.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from cpg.shared import french
from cpg.shared.spreadsheet import ERROR_SENTENCE, is_error


class UnreadableFileError(Exception):
    """The file cannot be read as a table; the message says what to do."""


class NoteKind(StrEnum):
    """`NO_RESULT`: a formula that was never computed. `COVERED`: under a merged cell. `DIGITS`: more than are shown."""

    NO_RESULT = "no_result"
    COVERED = "covered"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` is the formula, the place of the merged cells, or the content of the cell."""

    kind: NoteKind
    text: str

    def hides_a_row(self, line: int) -> bool:
        """Whether the cell belongs to one that begins in an earlier row: merged within the row, it hides nothing."""
        top = re.search(r"[0-9]+", self.text)
        return self.kind is NoteKind.COVERED and top is not None and int(top[0]) < line


@dataclass(frozen=True, slots=True)
class Line:
    """`number` is what a spreadsheet shows beside the row. `notes` are those of cells, by their rank from 0."""

    number: int
    cells: tuple[str, ...]
    notes: Mapping[int, Note] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that say something. `name` is "" for a text, which has one sheet alone."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds: its sheets, the names of those that are hidden, and the separator of a text."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    separator: str = ""


def too_many_rows() -> UnreadableFileError:
    return UnreadableFileError(
        f"Le fichier a plus de {french.number(MOST_ROWS)} lignes\u00a0: importez-le en plusieurs fois."
    )


def too_many_columns(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"La ligne {number} a plus de {MOST_COLUMNS} colonnes\u00a0: gardez celles du modèle."
    )


def cell_too_long(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"La ligne {number} a une cellule de plus de {french.number(LONGEST_CELL)} caractères\u00a0: raccourcissez-la."
    )


def unwritable(number: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"La ligne {number} contient un caractère qui ne s’écrit pas\u00a0: tapez cette cellule à nouveau."
    )


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row is refused: where, the text of that cell, and what to do. `code` is stable, for programs. `line` 0 is
    the file as a whole.
    """

    line: int
    column: str
    text: str
    reason: str
    code: str


NO_RESULT = (
    "Le résultat de cette formule n’est pas enregistré\u00a0: ouvrez le classeur dans votre tableur, enregistrez-le, "
    "puis envoyez-le à nouveau."
)
COVERED = (
    "Cette case est sous la cellule fusionnée {}, qui la cache\u00a0: annulez la fusion et répétez le texte dans "
    "chaque ligne."
)
# Texts for people: a merged cell hides no figure there.
FREE_TEXT = re.compile(r"commentaire|motif|unite|libelle.*")
NO_HEADING = "Cette cellule n’est sous aucun nom de colonne."
DECIMAL_COMMA = (
    "Dans ce fichier séparé par des virgules, une virgule décimale a coupé un nombre en deux cellules\u00a0: "
    "mettez le nombre entre guillemets, ou enregistrez le fichier avec des points-virgules."
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is in the file: the row, and the heading of its column."""

    line: int
    heading: str


class TableRow:
    """One row of a table by the names of its columns. `line` is where it begins, `places` are those of texts that come
    from elsewhere than that row or from under another heading. `faults` are what is wrong with its cells before their
    texts are read: errors of a spreadsheet, and cells under no heading, which would be lost.
    """

    def __init__(
        self,
        line: int,
        cells: Mapping[str, str],
        *,
        notes: Mapping[str, Note] | None = None,
        places: Mapping[str, Place] | None = None,
        astray: Iterable[Refused] = (),
    ) -> None:
        self.line, self.cells, self.notes, self.places = line, cells, notes or {}, places or {}
        self.astray = list(astray)
        self.faults = [*self.astray, *self._wrong_cells()]

    @property
    def is_wrong(self) -> frozenset[str]:
        """The columns whose text means nothing, so that nothing else needs to be said of it."""
        return frozenset(each for each in self.cells if self._reason(each))

    def text(self, column: str) -> str:
        return self.cells.get(column, "").strip()

    def refused(self, column: str, reason: str, code: str) -> Refused:
        place = self.places.get(column, Place(self.line, column))
        return Refused(place.line, place.heading, self.cells.get(column, ""), reason, code)

    def is_blank(self, columns: Iterable[str]) -> bool:
        return not any(self.text(column) for column in columns)

    def _wrong_cells(self) -> Iterable[Refused]:
        for column in self.cells:
            if found := self._reason(column):
                reason, code = found
                refused = self.refused(column, reason, code)
                note = self.notes.get(column)
                is_formula = note is not None and note.kind is NoteKind.NO_RESULT
                yield replace(refused, text=note.text) if note and is_formula else refused

    def _reason(self, column: str) -> tuple[str, str] | None:
        note = self.notes.get(column)
        if note and note.kind is NoteKind.NO_RESULT:
            return NO_RESULT, "formula_without_result"
        if note and note.kind is NoteKind.COVERED and not FREE_TEXT.fullmatch(column):
            return COVERED.format(note.text), "merged_cell"
        if is_error(self.cells[column]):
            return ERROR_SENTENCE, "not_a_number"
        return None


def row_of(line: Line, names: Sequence[str], columns: Sequence[str], separator: str = "") -> TableRow:
    """A row under these headings, "" for a cell that none names. Columns that are left out are given as None."""
    padded = [*line.cells, *[""] * len(names)]
    cells = dict.fromkeys(columns, "") | {
        name: cell for name, cell in zip(names, padded, strict=False) if name in columns
    }
    notes = {names[rank]: note for rank, note in line.notes.items() if rank < len(names)}
    astray = [
        _astray(line.number, place, cell, separator)
        for place, cell in enumerate(line.cells, start=1)
        if cell.strip() and not "".join(names[place - 1 : place])
    ]
    return TableRow(line.number, cells, notes={k: v for k, v in notes.items() if k in columns}, astray=astray)


def _astray(line: int, place: int, cell: str, separator: str) -> Refused:
    is_cut = separator == "," and cell.strip().isdecimal()
    return Refused(line, f"colonne {place}", cell, DECIMAL_COMMA if is_cut else NO_HEADING, "no_heading")


def is_kept(text: str, before: str) -> bool:
    """Whether a cell leaves a text as it is: nothing written, or the same words again, as files have line ends of their
    own.
    """
    return not text or text.split() == before.split()
