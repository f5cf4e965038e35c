"""A month of the board as it is drawn: a word, a shape and a colour, and the rest of it for those who ask."""

from dataclasses import dataclass

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.completeness.board import Cell, CellState
from indicators.domain.model import Absence, AbsenceKind

# Word, shape of the sprite, style of the cell (61-cells.css and 64-completeness.css).
DRAWN = {
    CellState.NEUTRALISED: ("neutralisé", "f-neutre", "c-neutre"),
    CellState.CLOSED: ("clos", "f-fait", "c-validee"),
    CellState.RETURNED: ("renvoyé", "f-alerte", "c-alerte"),
    CellState.ABSENT: ("absent", "f-sans", "c-absence"),
    CellState.DRAFT: ("saisi", "f-local", "c-en-cours"),
    CellState.SUBMITTED: ("soumis", "f-envoi", "c-soumise"),
    CellState.VALIDATED: ("validé", "f-ok", "c-validee"),
    CellState.LATE: ("en retard", "f-sous", "c-refusee"),
    CellState.MISSING: ("attendu", "f-rien", "c-due"),
    CellState.NOT_DUE: ("non dû", "f-nondu", "c-non-due"),
}
EXPLAINED = (
    (CellState.LATE, "attendu, et son échéance est passée"),
    (CellState.MISSING, "attendu, son échéance est à venir"),
    (CellState.DRAFT, "saisi, pas encore soumis"),
    (CellState.SUBMITTED, "soumis, à valider"),
    (CellState.RETURNED, "renvoyé à qui l’a saisi"),
    (CellState.VALIDATED, "validé par le contrôle de gestion"),
    (CellState.CLOSED, "clos, plus rien ne s’y saisit"),
    (CellState.ABSENT, "absence motivée\u00a0: non disponible ou sans objet"),
    (CellState.NEUTRALISED, "neutralisé par décision de la Cnav"),
    (CellState.NOT_DUE, "rien n’est attendu"),
)


@dataclass(frozen=True, slots=True)
class BoardCell:
    """`detail` is said to who listens, after the word; `url` is where the person may enter the month. An
    empty cell shows its shape alone: most of a young year is not due, and would hide the rest.
    """

    month: Month
    word: str
    shape: str
    style: str
    detail: str
    is_empty: bool
    is_doubtful: bool
    is_looked_for: bool
    url: str


@dataclass(frozen=True, slots=True)
class LegendLine:
    word: str
    shape: str
    style: str
    sentence: str


LEGEND = tuple(LegendLine(*DRAWN[state], sentence) for state, sentence in EXPLAINED)


def board_cell(cell: Cell, *, is_looked_for: bool, url: str) -> BoardCell:
    word, shape, style = DRAWN[cell.state]
    return BoardCell(
        month=cell.month,
        word=_word(cell, word),
        shape=shape,
        style=style,
        detail=_detail(cell),
        is_empty=cell.state is CellState.NOT_DUE,
        is_doubtful=bool(cell.doubts),
        is_looked_for=is_looked_for,
        url=url if cell.state is not CellState.NOT_DUE else "",
    )


def _word(cell: Cell, word: str) -> str:
    """Which absence it is; that a closed month was never entered."""
    fact = cell.record.fact if cell.record else None
    if cell.state is CellState.ABSENT and isinstance(fact, Absence):
        return "s.\u00a0o." if fact.kind is AbsenceKind.SANS_OBJET else "n.\u00a0d."
    return "clos, vide" if cell.state is CellState.CLOSED and cell.record is None else word


def _detail(cell: Cell) -> str:
    """What the word leaves out."""
    if cell.state in {CellState.LATE, CellState.MISSING}:
        return due_said(cell)
    if cell.record is None or cell.state is CellState.NEUTRALISED:
        return ""
    said = []
    if isinstance(cell.record.fact, Absence):
        said.append(f"{cell.record.fact.kind.label}\u00a0: {cell.record.fact.reason}")
    if cell.state in {CellState.CLOSED, CellState.ABSENT}:
        said.append(cell.record.state.label)
    said += [doubt.sentence for doubt in cell.doubts]
    return ", ".join(said)


def due_said(cell: Cell) -> str:
    """Until when a month may come in time, or when it should have."""
    day = french.day(cell.until)
    return f"attendu le {day}" if cell.state is CellState.LATE else f"à saisir jusqu’au {day}"
