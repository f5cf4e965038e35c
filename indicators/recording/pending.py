"""Mark series as pending in the transaction of a fact, and ask for their recompute after the commit."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone

from commitments.models import Change
from indicators import jobs
from indicators.models import PendingRecompute


def ask_for_recompute(indicator_pks: Iterable[int], change: Change) -> None:
    """To be called in the transaction that writes: the row outlives a lost job, and a sweep finds it."""
    # Sorted: two transactions that upsert the same rows in different orders could deadlock.
    keys = sorted(set(indicator_pks))
    now = timezone.now()
    PendingRecompute.objects.bulk_create(
        [
            PendingRecompute(indicator_id=key, wanted_sequence=change.sequence, requested_at=now)
            for key in keys
        ],
        update_conflicts=True,
        unique_fields=["indicator"],
        update_fields=["wanted_sequence", "requested_at"],
    )
    transaction.on_commit(partial(jobs.enqueue, change.contract_id, len(keys)))
