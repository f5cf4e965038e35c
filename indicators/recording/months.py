"""Write months: `put` for one (form, cell of the grid, API), `put_many` for a file or a batch, with the same checks.

An entry is compared with what the month holds: it enters a value, corrects one, empties the month, or changes nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion, not_allowed, require_each
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month
from indicators.domain.entry import needs_reason
from indicators.domain.model import Fact
from indicators.handovers import Place
from indicators.models import ActualRevision, Indicator
from indicators.recording.pending import ask_for_recompute
from indicators.recording.revisions import (
    BATCH,
    append_revisions,
    columns_of,
    revisions_at,
    state_after,
)
from indicators.refusals import (
    comment_missing,
    name_of,
    reason_to_refuse,
    reason_to_refuse_base,
    reason_to_refuse_fact,
)
from indicators.selectors import closed_months

COMMENT_ALONE = (
    "Un mois vide ne garde pas de commentaire\u00a0: saisissez sa valeur, ou dites qu’elle manque."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One month of one indicator, as it is to be; `fact` None empties it. The indicator comes `with_definition()`.

    `comment` and `appreciation` None keep those that the month has. `expected_version` None is a writer that looked at
    nothing before. `needs_comment` is for a way in that asks for a missing comment at once: see `put`. `reason` is the
    one of this correction alone, in place of the reason of the whole act.
    """

    indicator: Indicator
    month: Month
    fact: Fact | None
    comment: str | None = None
    appreciation: str | None = None
    expected_version: int | None = None
    needs_comment: bool = False
    reason: str = ""

    @property
    def place(self) -> Place:
        return self.indicator.pk, self.month


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many months were written, and how many already held just that. `change` is None when nothing was written."""

    written: int
    unchanged: int
    change: Change | None


@transaction.atomic
def put(
    *,
    indicator: Indicator,
    month: Month,
    fact: Fact | None,
    expected_version: int,
    actor: User | None,
    origin: Origin,
    comment: str | None = None,
    appreciation: str | None = None,
    reason: str = "",
    needs_comment: bool = False,
    moment: datetime | None = None,
) -> ActualRevision | None:
    """Enter, correct or empty one month; returns what it holds then, None where it never held anything.

    `needs_comment` is what the caller computed with `indicators.domain.entry.needs_comment` from the series that it
    read; the month is then refused. Only the form of one month asks this early. Nothing is recomputed here under the
    lock: the month itself cannot have changed in between, since its version is checked. Where another month, a target
    or a neutralisation did, the draft is kept without a comment, as one from the grid, a file or a program is, and
    `submit` computes the rule again under the lock and refuses it (decision 36 has the case of what is handed over).
    """
    entry = Entry(indicator, month, fact, comment, appreciation, expected_version, needs_comment)
    contract, current, changed = _checked(indicator.contract_id, [entry], actor, origin, reason)
    before = current.get(entry.place)
    if not changed:
        return before
    change = open_change(
        contract, actor=actor, origin=origin, verb=_verb(entry, before), reason=reason, moment=moment
    )
    (written,) = append_revisions([_revision(change, entry, before, reason)])
    ask_for_recompute([indicator.pk], change)
    return written


@transaction.atomic
def put_many(
    *,
    contract: Contract,
    entries: Sequence[Entry],
    actor: User | None,
    origin: Origin,
    reason: str = "",
    moment: datetime | None = None,
    tell: Callable[[int], None] = lambda done: None,
) -> Recorded:
    """Enter, correct or empty months of one contract under one `Change`, all or none.

    `reason` is that of the corrections among them. Four queries for the checks and a few for each 500 months, after
    which `tell` is given how many are written.
    """
    locked, current, changed = _checked(contract.pk, entries, actor, origin, reason)
    if not changed:
        return Recorded(written=0, unchanged=len(entries), change=None)
    change = open_change(locked, actor=actor, origin=origin, verb="record_many", reason=reason, moment=moment)
    for start in range(0, len(changed), BATCH):
        batch = changed[start : start + BATCH]
        append_revisions([_revision(change, each, current.get(each.place), reason) for each in batch])
        tell(start + len(batch))
    ask_for_recompute({entry.indicator.pk for entry in changed}, change)
    return Recorded(written=len(changed), unchanged=len(entries) - len(changed), change=change)


def _checked(
    contract_pk: int, entries: Sequence[Entry], actor: User | None, origin: Origin, reason: str
) -> tuple[Contract, dict[Place, ActualRevision], list[Entry]]:
    """Lock the contract and check every entry; returns it with what the months hold and the entries that change it."""
    contract = lock_contract(contract_pk)
    current = revisions_at([entry.place for entry in entries])
    today = localdate()
    closed = closed_months(contract, today)
    require_each(
        entries,
        place=lambda entry: entry.place,
        refusal=lambda _, entry: _reason_to_refuse(
            entry, current.get(entry.place), actor, origin, reason, today=today, closed=closed
        ),
        twice=lambda entry: f"{name_of(entry.indicator, entry.month)} est donné deux fois.",
    )
    changed = [entry for entry in entries if _changes(entry, current.get(entry.place))]
    return contract, current, changed


def _reason_to_refuse(
    entry: Entry,
    before: ActualRevision | None,
    actor: User | None,
    origin: Origin,
    reason: str,
    *,
    today: date,
    closed: Collection[Month],
) -> Refusal | None:
    if actor is not None and not may(actor, Verb.RECORD, entry.indicator):
        return not_allowed()
    if entry.fact is None and (entry.comment or "").strip():
        return Refusal(COMMENT_ALONE, "comment_alone")
    if entry.fact is None and _is_empty(before):
        return None  # Whatever version was seen: emptying an empty month changes nothing and hides nothing.
    version = before.version if before else 0
    if entry.expected_version is not None and entry.expected_version != version:
        return StaleVersion(entry.expected_version, version)
    refusal = reason_to_refuse(
        entry.indicator, entry.month, today=today, closed=closed, holds_value=not _is_empty(before)
    )
    if refusal is None and entry.fact is not None:
        refusal = _reason_to_refuse_fact(entry, entry.fact, before)
    if refusal is None and _changes(entry, before):
        # A program has no drafts of its own: it does not see what the person who owns its token is typing.
        writer_pk = actor.pk if actor and origin is not Origin.API else None
        refusal = _what_is_missing(entry, before, writer_pk, entry.reason or reason)
    return refusal


def _what_is_missing(
    entry: Entry, before: ActualRevision | None, writer_pk: int | None, reason: str
) -> Refusal | None:
    """The reason or the comment that must come with a change."""
    if not reason.strip() and needs_reason(before, writer_pk):
        what = "du retrait" if entry.fact is None else "de la correction"
        return Refusal(f"Donnez le motif {what}.", "reason_missing")
    return comment_missing(entry.indicator, entry.month) if entry.needs_comment else None


def _reason_to_refuse_fact(entry: Entry, fact: Fact, before: ActualRevision | None) -> Refusal | None:
    """A month entered before the base-year values keeps its pair until its figures change."""
    refusal = reason_to_refuse_fact(entry.indicator, fact)
    if refusal is None and (before is None or fact != before.fact):
        refusal = reason_to_refuse_base(entry.indicator, entry.month, fact)
    return refusal


def _is_empty(revision: ActualRevision | None) -> bool:
    return revision is None or revision.fact is None


def _changes(entry: Entry, before: ActualRevision | None) -> bool:
    held = (before.fact, before.comment, before.appreciation) if before else (None, "", "")
    return _content(entry, before) != held


def _content(entry: Entry, before: ActualRevision | None) -> tuple[Fact | None, str, str]:
    """The fact, comment and appréciation that the month will hold."""
    if entry.fact is None:
        return None, "", ""
    comment, appreciation = (before.comment, before.appreciation) if before else ("", "")
    return (
        entry.fact,
        comment if entry.comment is None else entry.comment,
        appreciation if entry.appreciation is None else entry.appreciation,
    )


def _verb(entry: Entry, before: ActualRevision | None) -> str:
    """How the act is kept; these words are those of the acts that are already in the history."""
    if entry.fact is None:
        return "retract"
    return "record" if _is_empty(before) else "correct"


def _revision(change: Change, entry: Entry, before: ActualRevision | None, reason: str) -> ActualRevision:
    fact, comment, appreciation = _content(entry, before)
    return ActualRevision(
        indicator=entry.indicator,
        month=entry.month.first_day,
        version=before.version + 1 if before else 1,
        change=change,
        comment=comment,
        appreciation=appreciation,
        state=state_after(before, fact),
        reason=(entry.reason or reason) if before else "",
        **columns_of(fact),
    )
