"""The step of a month or of an échéance between the person who enters it and the one who checks it."""

from enum import StrEnum


class State(StrEnum):
    """Entered, submitted, validated or returned."""

    SAISI = "saisi"
    SOUMIS = "soumis"
    VALIDE = "valide"
    RETOURNE = "retourne"

    @property
    def label(self) -> str:
        """The word that people read; `retourne` stays the stored value and the code of the API."""
        return {"saisi": "saisi", "soumis": "soumis", "valide": "validé", "retourne": "renvoyé"}[self.value]

    @property
    def is_draft(self) -> bool:
        """Whether it is still in the hands of the person who enters it."""
        return self in (State.SAISI, State.RETOURNE)
