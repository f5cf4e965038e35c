"""The one place where a revision of an échéance is written and the pointer to it moved."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q

from accounts.clock import localdate
from commitments.ledger.state import State
from commitments.models import Change, Contract, FollowUp, FollowUpRevision
from commitments.selectors import Item, Record, items_of

CONTENT = ("declared", "progress", "forecast", "comment", "reason", "decided_by", "waiver")
BATCH = 500


TWICE = "Cette échéance est donnée deux fois."


def standing_items(contract: Contract, keys: Collection[int]) -> dict[int, Item]:
    """The current state of these planned years, to be read under the contract's lock; empty ones are left out."""
    items = items_of(contract, localdate(), where=Q(pk__in=keys))
    return {each.planned.pk: each for each in items}


def columns_of(record: Record | None) -> dict[str, Any]:
    """What a record says, as the columns of a revision."""
    if record is None:
        return {}
    return {name: getattr(record, name) for name in CONTENT}


def revision_of(
    change: Change,
    item: Item,
    columns: dict[str, Any],
    state: State,
    *,
    returned_because: str = "",
    answer: str = "",
) -> FollowUpRevision:
    return FollowUpRevision(
        planned=item.planned,
        version=item.version + 1,
        change=change,
        state=state,
        returned_because=returned_because,
        answer=answer.strip(),
        **columns,
    )


def append(revisions: Sequence[FollowUpRevision]) -> list[FollowUpRevision]:
    """Append the next versions, already numbered, and point to them. The contract is locked by the caller."""
    written = FollowUpRevision.objects.bulk_create(revisions, batch_size=BATCH)
    FollowUp.objects.bulk_create(
        [FollowUp(planned_id=each.planned_id, version=each.version, current=each) for each in written],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["planned"],
        update_fields=["version", "current"],
    )
    return written
