"""Where a value, or what is said of an action, stands between the person who enters it and the one who checks it."""

from enum import StrEnum


class State(StrEnum):
    """Where a value stands between the person who enters it and the one who checks it."""

    SAISI = "saisi"
    SOUMIS = "soumis"
    VALIDE = "valide"
    RETOURNE = "retourne"

    @property
    def label(self) -> str:
        return {"saisi": "saisi", "soumis": "soumis", "valide": "validé", "retourne": "retourné"}[self.value]

    @property
    def is_draft(self) -> bool:
        """Whether it is still in the hands of the person who enters it."""
        return self in (State.SAISI, State.RETOURNE)
