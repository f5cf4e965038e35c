"""The cell states as the page explains them: class, shape, a sample, a name, what it means."""

from dashboards.entry.cells import ABSENT_TEXTS, CellState
from indicators.domain.model import AbsenceKind

UNSAVED = ("c-non-enregistree", "f-local")
SAVING = ("c-en-cours", "f-attente")


def _of(state: CellState, sample: str, name: str, meaning: str) -> tuple[str, str, str, str, str]:
    return state.css, state.shape, sample, name, meaning


LEGEND = (
    _of(CellState.DUE, "", "À saisir", "mois dû, rien de reçu"),
    (*SAVING, "514", "Enregistrement", "en cours"),
    _of(CellState.SAVED, "433", "Enregistré", "modifiable, pas encore soumis"),
    (*UNSAVED, "8\u202f350", "Non enregistré", "gardé dans la page et le navigateur"),
    _of(CellState.REFUSED, "12\u00a0x", "Refusé", "la saisie reste affichée"),
    _of(CellState.DOUBTFUL, "22\u202f160", "Inhabituel", "enregistré, à confirmer"),
    _of(CellState.RETURNED, "310", "Renvoyé", "à reprendre, puis à soumettre"),
    _of(CellState.SUBMITTED, "301", "Soumis", "attend la validation"),
    _of(CellState.VALIDATED, "412", "Validé", "se corrige avec un motif, sur sa page"),
    _of(CellState.OPEN, "0", "Zéro", "est une valeur"),
    _of(CellState.ABSENT, ABSENT_TEXTS[AbsenceKind.NON_DISPONIBLE], "Non disponible", "absence motivée"),
    _of(CellState.ABSENT, ABSENT_TEXTS[AbsenceKind.SANS_OBJET], "Sans objet", "absence motivée"),
    _of(CellState.NEUTRALISED, "neutralisé", "Neutralisé", "par la Cnav, hors calcul"),
    _of(CellState.NOT_YET, "·", "Pas encore dû", "à venir"),
)
