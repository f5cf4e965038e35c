"""A status, or a turn from one to another, as it is drawn: a word, a shape and a tone; and statuses counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.turns import Turn
from dashboards.charts.scale import SHAPES
from indicators.domain.judgement import BEST_FIRST
from indicators.domain.model import Status


@dataclass(frozen=True, slots=True)
class Mark:
    """`shape` names a symbol of the sprite, `tone` a class of the stylesheet."""

    key: str
    word: str
    shape: str
    tone: str


MARKS = {
    Status.ATTEINT: Mark("atteint", "Atteint", *SHAPES[Status.ATTEINT]),
    Status.ENTRE: Mark("entre", "Entre seuil et objectif", *SHAPES[Status.ENTRE]),
    Status.SOUS_SEUIL: Mark("sous", "Seuil non tenu", *SHAPES[Status.SOUS_SEUIL]),
    Status.INCOMPLET: Mark("incomplet", "Incomplet", *SHAPES[Status.INCOMPLET]),
    Status.NON_RENSEIGNE: Mark("rien", "Non renseigné", "f-rien", "t-vide"),
    Status.NON_ECHU: Mark("nondu", "Pas encore dû", "f-nondu", "t-vide"),
    Status.SANS_OBJET: Mark("sans_objet", "Sans objet", "f-objet", "t-vide"),
    Status.SANS_OBJECTIF: Mark("sans", "Sans objectif", "f-sans", "t-vide"),
    Status.NEUTRALISE: Mark("neutre", "Neutralisé", "f-neutre", "t-vide"),
}
TURNS = {
    Turn.BELOW: Mark("sous", Turn.BELOW.label, "f-sous", "t-sous"),
    Turn.SHORT: Mark("entre", Turn.SHORT.label, "f-entre", "t-entre"),
    Turn.BACK: Mark("atteint", Turn.BACK.label, "f-atteint", "t-atteint"),
    Turn.PROJECTED: Mark("entre", Turn.PROJECTED.label, "f-entre", "t-entre"),
    Turn.PROJECTED_BELOW: Mark("sous", Turn.PROJECTED_BELOW.label, "f-sous", "t-sous"),
}
WAITING = Mark("attente", "Calcul en attente", "f-attente", "t-vide")


def mark_of(status: Status | None) -> Mark:
    """The mark of a status; None is a month that has not been computed yet."""
    return WAITING if status is None else MARKS[status]


@dataclass(frozen=True, slots=True)
class Counted:
    mark: Mark
    count: int


def counted(marks: Iterable[Mark]) -> tuple[Counted, ...]:
    """How many of each mark there are, in the order of the statuses; those that there are none of left out."""
    found = Counter(marks)
    order = (*(MARKS[status] for status in BEST_FIRST), WAITING)
    return tuple(Counted(mark, found[mark]) for mark in order if found[mark])


def in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(each.mark for each in counted(marks) for _ in range(each.count))


def spoken(marks: Iterable[Mark]) -> str:
    """The same for someone who listens: "5 atteint, 2 seuil non tenu"."""
    return (
        ", ".join(f"{each.count} {each.mark.word.lower()}" for each in counted(marks)) or "aucun indicateur"
    )
