"""Whether a body has validated figures: from then on, rights that decide on them need a second administrator."""

from commitments.ledger.state import State
from indicators.models import ActualRevision


def has_validated_figures(body_pk: int) -> bool:
    """Whether a month of the body was ever validated, in any of its contracts."""
    return ActualRevision.objects.filter(indicator__contract__body=body_pk, state=State.VALIDE).exists()
