"""Writing what a preview showed: all of it, or nothing."""

from collections.abc import Callable
from functools import partial
from itertools import groupby

from django.db import transaction

from accounts.models import User
from commitments.models import Origin
from indicators.imports.preparing import Preview
from indicators.recording import record_many


@transaction.atomic
def apply(
    preview: Preview,
    *,
    actor: User | None,
    origin: Origin,
    reason: str,
    tell: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the new and changed months under one act per contract; returns how many. `tell` follows the count.

    Raises Refusal when something changed since the preview: then nothing is written.
    """
    if not preview.is_acceptable:
        raise ValueError("a preview with refused rows is not to be applied")
    planned = sorted((*preview.new, *preview.changed), key=lambda each: each.contract.pk)
    written = 0
    for _, group in groupby(planned, key=lambda each: each.contract.pk):
        listed = list(group)
        recorded = record_many(
            contract=listed[0].contract,
            entries=[each.entry for each in listed],
            actor=actor,
            origin=origin,
            reason=reason,
            tell=partial(_tell_all, tell, written),
        )
        written += recorded.written
    return written


def _tell_all(tell: Callable[[int], None], before: int, done: int) -> None:
    """A contract's count, after those of the contracts before it."""
    tell(before + done)
