"""Entering many months at once, all or nothing: a pasted block, a file, a demonstration."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import require, require_version
from commitments.ledger.state import State
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month
from indicators.domain.model import Fact
from indicators.models import ActualRevision, Indicator, MonthlyActual
from indicators.recording.admission import check_entry
from indicators.recording.pending import ask_for_recompute
from indicators.recording.revisions import BATCH, after_correction, append_revisions, columns_of
from indicators.selectors import closed_months


@dataclass(frozen=True, slots=True)
class Entry:
    """One month of one indicator. `expected_version` None is a writer that looked at nothing before; `appreciation`
    None keeps the one that stands.
    """

    indicator: Indicator
    month: Month
    fact: Fact
    comment: str = ""
    appreciation: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many months were written, and how many already held that very value. `change` is None when
    nothing was.
    """

    written: int
    unchanged: int
    change: Change | None


@transaction.atomic
def record_many(
    *,
    contract: Contract,
    entries: Sequence[Entry],
    actor: User | None,
    origin: Origin,
    reason: str = "",
    state: State = State.SAISI,
    moment: datetime | None = None,
    tell: Callable[[int], None] | None = None,
) -> Recorded:
    """Enter or correct months of one contract under one `Change`; the first refusal undoes all.

    An entry equal to what stands writes nothing. `reason` is that of the corrections among them. Four queries
    for the checks and a few for each 500 months, after which `tell` is given how many are written.
    """
    locked = lock_contract(contract.pk)
    standing = _standing(entries)
    today = localdate()
    closed = closed_months(locked, today)
    new = []
    for entry in entries:
        pointer = standing.get((entry.indicator.pk, entry.month))
        require_version(entry.expected_version, pointer.version if pointer else 0)
        if pointer is not None and _says_the_same(pointer.current, entry, state):
            continue
        require(actor, Verb.RECORD if state is State.SAISI else Verb.VALIDATE, entry.indicator)
        check_entry(entry.indicator, entry.month, entry.fact, today=today, closed=closed)
        new.append((entry, pointer))
    if not new:
        return Recorded(written=0, unchanged=len(entries), change=None)
    change = open_change(locked, actor=actor, origin=origin, verb="record_many", reason=reason, moment=moment)
    for start in range(0, len(new), BATCH):
        _write(change, new[start : start + BATCH], reason, state)
        if tell is not None:
            tell(min(start + BATCH, len(new)))
    ask_for_recompute({entry.indicator.pk for entry, _ in new}, change)
    return Recorded(written=len(new), unchanged=len(entries) - len(new), change=change)


def _standing(entries: Sequence[Entry]) -> dict[tuple[int, Month], MonthlyActual]:
    keys = {entry.indicator.pk for entry in entries}
    days = {entry.month.first_day for entry in entries}
    pointers = MonthlyActual.objects.filter(indicator__in=keys, month__in=days).select_related("current")
    return {(pointer.indicator_id, pointer.at): pointer for pointer in pointers}


def _says_the_same(current: ActualRevision, entry: Entry, state: State) -> bool:
    same_value = current.fact == entry.fact and current.comment == entry.comment
    same_value &= entry.appreciation in {None, current.appreciation}
    return same_value and (state is State.SAISI or current.state == state)


def _appreciation(entry: Entry, pointer: MonthlyActual | None) -> str:
    if entry.appreciation is not None:
        return entry.appreciation
    return pointer.current.appreciation if pointer else ""


def _write(change: Change, new: list[tuple[Entry, MonthlyActual | None]], reason: str, state: State) -> None:
    append_revisions(
        [
            ActualRevision(
                indicator=entry.indicator,
                month=entry.month.first_day,
                version=pointer.version + 1 if pointer else 1,
                change=change,
                comment=entry.comment,
                appreciation=_appreciation(entry, pointer),
                state=state
                if state is State.VALIDE
                else after_correction(pointer.current if pointer else None),
                reason=reason if pointer else "",
                **columns_of(entry.fact),
            )
            for entry, pointer in new
        ]
    )
