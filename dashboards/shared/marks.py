"""A status, or a turn from one to another, as it is drawn: a word, a shape and a tone, always the three."""

from dataclasses import dataclass

from accounts.turns import Turn
from indicators.domain.model import Status


@dataclass(frozen=True, slots=True)
class Mark:
    """`shape` names a symbol of the sprite, `tone` a class of the stylesheet."""

    key: str
    word: str
    shape: str
    tone: str


MARKS = {
    Status.ATTEINT: Mark("atteint", "Atteint", "f-atteint", "t-atteint"),
    Status.ENTRE: Mark("entre", "Entre seuil et objectif", "f-entre", "t-entre"),
    Status.SOUS_SEUIL: Mark("sous", "Sous le seuil", "f-sous", "t-sous"),
    Status.INCOMPLET: Mark("incomplet", "Incomplet", "f-incomplet", "t-vide"),
    Status.NON_RENSEIGNE: Mark("rien", "Non renseigné", "f-rien", "t-vide"),
    Status.NON_ECHU: Mark("nondu", "Pas encore dû", "f-nondu", "t-vide"),
    Status.SANS_OBJECTIF: Mark("sans", "Sans objectif", "f-sans", "t-vide"),
    Status.NEUTRALISE: Mark("neutre", "Neutralisé", "f-neutre", "t-vide"),
}
TURNS = {
    Turn.BELOW: Mark("sous", Turn.BELOW.label, "f-sous", "t-sous"),
    Turn.BACK: Mark("atteint", Turn.BACK.label, "f-atteint", "t-atteint"),
    Turn.PROJECTED: Mark("entre", Turn.PROJECTED.label, "f-entre", "t-entre"),
}
WAITING = Mark("attente", "Calcul en attente", "f-attente", "t-vide")


def mark_of(status: Status | None) -> Mark:
    """The mark of a status; None is a month that has not been computed yet."""
    return WAITING if status is None else MARKS[status]
