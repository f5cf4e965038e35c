"""Update the states of échéances, one or many: one act, all or nothing. Each refusal names its place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb, may
from commitments.calendar import Declared
from commitments.ledger.attaching import Kept, keep
from commitments.ledger.moves import last_return, reason_to_refuse_answer
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import STALE_ITEM, Refusal, StaleVersion, not_allowed, require_each
from commitments.ledger.state import State
from commitments.models import Change, Contract, Origin, PlannedYear, lock_contract, open_change
from commitments.recording.proofs import add_proof
from commitments.recording.revisions import (
    TWICE,
    append,
    columns_of,
    revision_of,
    standing_items,
)
from commitments.selectors import Item, Record, history_of

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Update:
    """The new state of one échéance. `waiver` None leaves the current one; `proof` is attached with it; `answer` is to
    the reason of its return, where it is submitted again. `expected_version` None is a writer that read nothing before.
    """

    planned: PlannedYear
    declared: Declared
    progress: int = 0
    forecast: date | None = None
    comment: str = ""
    reason: str = ""
    decided_by: str = ""
    waiver: str | None = None
    expected_version: int | None = None
    proof: SentFile | Link | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Updated:
    """How many were written, and how many already had that state. `change` is None when nothing was written."""

    written: int
    unchanged: int
    change: Change | None


def update_many(
    *,
    contract: Contract,
    updates: Sequence[Update],
    actor: User | None,
    origin: Origin,
    hands_over: bool = False,
    reason: str = "",
    moment: datetime | None = None,
) -> Updated:
    """Say where these stand. `hands_over` submits them in the same act: even what did not change is then said anew.

    A submitted échéance that is updated stays submitted; any other is in the hands of who says it, until they submit.
    """
    with keep([each.proof for each in updates]) as kept:
        return _update(
            contract,
            updates,
            kept,
            actor=actor,
            origin=origin,
            hands_over=hands_over,
            reason=reason,
            moment=moment,
        )


@transaction.atomic
def _update(
    contract: Contract,
    updates: Sequence[Update],
    kept: Mapping[int, Kept],
    *,
    actor: User | None,
    origin: Origin,
    hands_over: bool,
    reason: str,
    moment: datetime | None,
) -> Updated:
    locked = lock_contract(contract.pk)
    keys = [each.planned.pk for each in updates]
    items = standing_items(locked, keys)
    histories = history_of(keys) if hands_over else {}

    def refusal(rank: int, update: Update) -> Refusal | None:
        item, has_new_proof = items.get(update.planned.pk), rank in kept
        refused = _reason_to_refuse(update, item, actor, has_new_proof=has_new_proof)
        if refused or item is None:
            return refused
        if not hands_over:
            return _reason_to_refuse_lost_answer(update)
        if not has_new_proof and says_the_same(update, item, hands_over=True):
            return None
        history = histories.get(update.planned.pk, [])
        return _reason_to_refuse_answer(update, item, history, has_new_proof=has_new_proof)

    require_each(updates, place=lambda each: each.planned.pk, refusal=refusal, twice=lambda _: TWICE)
    new = [
        (rank, update, items[update.planned.pk])
        for rank, update in enumerate(updates)
        if rank in kept or not says_the_same(update, items[update.planned.pk], hands_over=hands_over)
    ]
    if not new:
        return Updated(0, len(updates), None)
    verb = "follow_up_review" if hands_over else "follow_up"
    change = open_change(locked, actor=actor, origin=origin, verb=verb, reason=reason, moment=moment)
    for rank, _, item in new:
        if rank in kept:
            _add_proof(change, item, kept[rank], rank)
    append(
        [
            revision_of(
                change,
                item,
                _columns(update, item),
                _state(item, hands_over),
                answer=update.answer if hands_over else "",
            )
            for _, update, item in new
        ]
    )
    return Updated(len(new), len(updates) - len(new), change)


def _add_proof(change: Change, item: Item, proof: Kept, rank: int) -> None:
    try:
        add_proof(item.planned, proof, lambda: change)
    except Refusal as refusal:
        refusal.by_place = {rank: refusal}
        raise


def _reason_to_refuse(
    update: Update, item: Item | None, actor: User | None, *, has_new_proof: bool
) -> Refusal | None:
    if item is None or (actor is not None and not may(actor, Verb.RECORD, item)):
        return not_allowed()
    if update.expected_version is not None and update.expected_version != item.version:
        return StaleVersion(update.expected_version, item.version, STALE_ITEM)
    columns = _columns(update, item)
    if (
        actor is not None
        and columns["waiver"] != _standing_waiver(item)
        and not may(actor, Verb.VALIDATE, item)
    ):
        return Refusal("Seul le contrôle de gestion dispense de preuve.", "waiver_not_allowed")
    return next(incoherences(update, item, has_new_proof=has_new_proof), None)


def _reason_to_refuse_lost_answer(update: Update) -> Refusal | None:
    """An answer goes with a submission: an update that is only saved would lose it."""
    if not update.answer.strip():
        return None
    return Refusal(
        "Cette réponse part avec la soumission\u00a0: enregistrez et soumettez, ou effacez-la.",
        "answer_not_submitted",
    )


def _reason_to_refuse_answer(
    update: Update, item: Item, history: Sequence[Record], *, has_new_proof: bool
) -> Refusal | None:
    """What was returned is submitted again changed, with a new proof, or with an answer."""
    returned = last_return(history)
    if returned is not None and (has_new_proof or _columns(update, item) != columns_of(returned)):
        returned = None
    return reason_to_refuse_answer(item.name, update.answer, history, returned)


def incoherences(update: Update, item: Item, *, has_new_proof: bool = False) -> Iterator[Refusal]:
    """All contradictions in a state, such as done at less than 100 %."""
    columns = _columns(update, item)
    if not 0 <= update.progress <= 100:
        yield Refusal("L’avancement va de 0 à 100.", "not_a_share")
    if update.declared is Declared.RIEN and update.progress:
        yield Refusal("Un avancement se dit de ce qui est en cours\u00a0: changez l’état.", "not_begun")
    if update.declared is Declared.ABANDONNE and not columns["reason"]:
        yield Refusal("Dites pourquoi l’action est abandonnée.", "reason_missing")
    if update.declared is Declared.ABANDONNE and not columns["decided_by"]:
        yield Refusal("Dites qui a décidé de l’abandon.", "decided_by_missing")
    if len(update.decided_by.strip()) > LONGEST_NAME:
        yield Refusal(f"Un nom a {LONGEST_NAME} caractères au plus.", "decided_by_too_long")
    is_proved = bool(item.proofs) or has_new_proof
    if update.declared is Declared.REALISE and not (is_proved or columns["waiver"]):
        yield Refusal("Joignez au moins une preuve\u00a0: sans elle, rien n’est réalisé.", "proof_missing")


def _standing_waiver(item: Item) -> str:
    return item.record.waiver if item.record else ""


def _columns(update: Update, item: Item) -> dict[str, Any]:
    """The columns of the new state: a done échéance is at 100 %, and only an abandoned one has a reason."""
    is_given_up = update.declared is Declared.ABANDONNE
    waiver = _standing_waiver(item) if update.waiver is None else update.waiver.strip()
    return {
        "declared": update.declared,
        "progress": 100 if update.declared is Declared.REALISE else update.progress,
        "forecast": update.forecast,
        "comment": update.comment.strip(),
        "reason": update.reason.strip() if is_given_up else "",
        "decided_by": update.decided_by.strip() if is_given_up else "",
        "waiver": waiver,
    }


def says_the_same(update: Update, item: Item, *, hands_over: bool = False) -> bool:
    """Whether the update would change nothing."""
    if hands_over and (item.record is None or item.record.state is not State.SOUMIS):
        return False
    blank = {
        "declared": Declared.RIEN, "progress": 0, "forecast": None, "comment": "", "reason": "", "decided_by": "",
        "waiver": "",
    }  # fmt: skip
    return _columns(update, item) == (columns_of(item.record) or blank)


def _state(item: Item, hands_over: bool) -> State:
    waits = item.record is not None and item.record.state is State.SOUMIS
    return State.SOUMIS if hands_over or waits else State.SAISI
