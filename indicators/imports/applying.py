"""Writing what a preview showed: all of it, or nothing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.db import transaction

from accounts.models import User
from commitments.ledger.tables.previews import Preview
from commitments.models import Origin
from indicators.imports.preparing import PlannedMonth
from indicators.recording import Entry, put_many


@transaction.atomic
def apply(
    preview: Preview[PlannedMonth],
    *,
    actor: User | None,
    origin: Origin,
    reason: str,
    tell: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the new and changed months under one act per contract; returns how many. `tell` follows the count. The
    reason of a month alone is kept with that of the act, which names the file.

    Raises Refusal when something changed since the preview: then nothing is written.
    """
    written = 0
    for contract, planned in preview.by_contract():
        recorded = put_many(
            contract=contract,
            entries=[_named(each.entry, reason) for each in planned],
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


def _named(entry: Entry, reason: str) -> Entry:
    own = entry.reason.strip()
    return replace(entry, reason=f"{own} ({reason})" if own and reason else own)
