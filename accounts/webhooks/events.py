"""What other programs can be told. Words and content: docs/webhooks.md, docs/webhooks.schema.json."""

from enum import StrEnum


class EventKind(StrEnum):
    SUBMITTED = "month.submitted"
    VALIDATED = "month.validated"
    SEUIL_LOST = "indicator.seuil_lost"
    CLOSED = "quarter.closed"
    TEST = "test"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    EventKind.SUBMITTED: "Des mois sont soumis",
    EventKind.VALIDATED: "Des mois sont validés",
    EventKind.SEUIL_LOST: "Un indicateur passe sous son seuil",
    EventKind.CLOSED: "Un trimestre est clos",
    EventKind.TEST: "Essai",
}
# A test is asked for, not chosen.
CHOSEN = tuple(kind for kind in EventKind if kind is not EventKind.TEST)
