"""The screens of the committee by the words that name them in addresses."""

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """Screens that are not of one indicator; the value is part of addresses."""

    SITUATION = "situation"
    CAUSES = "causes"
    DECEMBER = "decembre"
    LATE = "retards"
    FOLLOWED = "suivi"
    INDEX = "indicateurs"
    # All the screens of a committee under each other, for paper.
    PRINT = "imprimer"

    @property
    def label(self) -> str:
        return {
            Key.SITUATION: "Situation",
            Key.CAUSES: "Ce qui a tourné",
            Key.DECEMBER: "Décembre",
            Key.LATE: "Actions en retard",
            Key.FOLLOWED: "Décisions",
            Key.INDEX: "Tous les indicateurs",
            Key.PRINT: "Imprimer",
        }[self]


# Of a contract that has not begun only the others are shown.
OF_FIGURES = frozenset({Key.CAUSES, Key.DECEMBER, Key.LATE})
# Screens of the committee, never of all indicators.
OF_COMMITTEE = OF_FIGURES | {Key.SITUATION, Key.FOLLOWED}


@dataclass(frozen=True, slots=True)
class Step:
    """A screen among the others."""

    key: str
    label: str
    number: int
