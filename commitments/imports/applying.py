"""Writing what a preview showed, of one contract or of many: all of it, or nothing."""

from itertools import groupby

from django.db import transaction

from accounts.models import User
from commitments.imports.preparing import Preview
from commitments.models import Origin
from commitments.recording import update_many


@transaction.atomic
def apply(preview: Preview, *, actor: User | None, reason: str) -> int:
    """Write what is new and changed under one act a contract; returns how many échéances.

    Raises Refusal when something changed since the preview: then nothing is written.
    """
    if preview.refused:
        raise ValueError("a preview with refused rows is not to be applied")
    written = 0
    planned = sorted(preview.written, key=lambda each: each.item.contract.pk)
    for _, group in groupby(planned, key=lambda each: each.item.contract.pk):
        listed = list(group)
        updates = [each.update for each in listed]
        contract = listed[0].item.contract
        written += update_many(
            contract=contract, updates=updates, actor=actor, origin=Origin.IMPORT, reason=reason
        ).written
    return written
