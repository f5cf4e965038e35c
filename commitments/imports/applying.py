"""Writing what a preview showed, of one contract or of many: all of it, or nothing."""

from django.db import transaction

from accounts.models import User
from commitments.imports.preparing import PlannedItem
from commitments.ledger.tables.previews import Preview
from commitments.models import Origin
from commitments.recording import update_many


@transaction.atomic
def apply(preview: Preview[PlannedItem], *, actor: User | None, reason: str) -> int:
    """Write what is new and changed under one act a contract; returns how many échéances.

    Raises Refusal when something changed since the preview: then nothing is written.
    """
    return sum(
        update_many(
            contract=contract,
            updates=[each.update for each in planned],
            actor=actor,
            origin=Origin.IMPORT,
            reason=reason,
        ).written
        for contract, planned in preview.by_contract()
    )
