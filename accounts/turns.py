"""The turns of an indicator that raise an alert; a person may refuse each kind."""

from enum import StrEnum


class Turn(StrEnum):
    """How an indicator turned from one month to the next."""

    BELOW = "sous_seuil"
    BACK = "redresse"
    PROJECTED = "projete"

    @property
    def label(self) -> str:
        return {
            Turn.BELOW: "Ne tient plus le seuil",
            Turn.BACK: "Tient de nouveau le seuil",
            Turn.PROJECTED: "Projection qui manque l’objectif",
        }[self]
