"""Signed heads: of a contract when a quarter is closed, of the journal of security when it is purged."""

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from dashboards.models.closing import QuarterClosing
from dashboards.models.seal import Checkpoint
from dashboards.sealing.acts import seal_before
from dashboards.sealing.signing import sign


def point_of_closing(closing: QuarterClosing) -> Checkpoint:
    """All that was done before the closing, which its dossier prints. In the transaction of the closing."""
    seal = seal_before(closing.contract, closing.change.sequence)
    return _signed(
        Checkpoint(contract=closing.contract, closing=closing, position=seal.sequence, head=seal.head)
    )


def point_of_purge(position: int, head: str, using: str) -> Checkpoint:
    return _signed(Checkpoint(position=position, head=head), using)


def _signed(point: Checkpoint, using: str = DEFAULT_DB_ALIAS) -> Checkpoint:
    point.made_at = timezone.now()
    sign(point)
    point.save(force_insert=True, using=using)
    return point
