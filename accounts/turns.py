"""The turns of an indicator that raise an alert; a person may refuse each kind."""

from enum import StrEnum


class Turn(StrEnum):
    """How an indicator turned from one month to the next."""

    BELOW = "sous_seuil"
    SHORT = "sous_objectif"
    BACK = "redresse"
    PROJECTED = "projete"
    PROJECTED_BELOW = "projete_seuil"

    @property
    def label(self) -> str:
        return {
            Turn.BELOW: "Ne tient plus le seuil",
            Turn.SHORT: "N’atteint plus l’objectif",
            Turn.BACK: "Tient de nouveau le seuil",
            Turn.PROJECTED: "Projection qui manque l’objectif",
            Turn.PROJECTED_BELOW: "Projection qui ne tient pas le seuil",
        }[self]
