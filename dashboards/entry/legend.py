"""The states of a cell as the page explains them: class, shape, a sample, a name, a meaning."""

from commitments.ledger.state import State
from cpg.shared import french
from dashboards.entry.cells import ABSENT_TEXTS
from indicators.domain.model import AbsenceKind
from indicators.domain.month_state import ABSENCE, EMPTY, NEUTRALISED, VALUE, Expectation, Row

type LegendEntry = tuple[str, str, str, str, str]


def _of(row: Row, sample: str, meaning: str, shape: str | None = None) -> LegendEntry:
    name = french.sentence(f"{row.word}, {row.beside}" if row.beside else row.word)
    return row.style, row.shape if shape is None else shape, sample, name, meaning


def _absence(kind: AbsenceKind) -> LegendEntry:
    row = ABSENCE[State.SAISI]
    return row.style, "", ABSENT_TEXTS[kind], french.sentence(kind.label), row.word


# The table of states, with what only the grid knows of a cell while it is typed and saved.
LEGEND: tuple[LegendEntry, ...] = (
    _of(EMPTY[Expectation.EXPECTED], "", "à saisir, mois dû"),
    _of(EMPTY[Expectation.LATE], "", "à saisir, échéance passée"),
    ("c-en-cours", "f-attente", "514", "Enregistrement", "en cours"),
    _of(VALUE[State.SAISI], "433", "enregistré, à soumettre"),
    ("c-non-enregistree", "f-local", "8\u202f350", "Non enregistré", "gardé dans la page et le navigateur"),
    ("c-refusee", "f-refus", "12\u00a0x", "Refusé", "la saisie reste affichée"),
    ("c-alerte", "f-alerte", "22\u202f160", "Valeur inhabituelle", "saisie, à confirmer"),
    _of(VALUE[State.RETOURNE], "310", "à reprendre, puis à soumettre"),
    _of(VALUE[State.SOUMIS], "301", "attend la validation"),
    _of(VALUE[State.VALIDE], "412", "se corrige avec un motif, sur sa page"),
    ("c-libre", "", "0", "Zéro", "est une valeur"),
    _absence(AbsenceKind.NON_DISPONIBLE),
    _absence(AbsenceKind.SANS_OBJET),
    _of(NEUTRALISED, NEUTRALISED.word, "par la Cnav, hors calcul", ""),
    _of(EMPTY[Expectation.NOT_YET_DUE], "·", "à venir", ""),
)
