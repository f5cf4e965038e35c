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
            Turn.BELOW: "Passé sous le seuil",
            Turn.BACK: "Revenu au-dessus du seuil",
            Turn.PROJECTED: "Projeté en dessous de l’objectif",
        }[self]
