"""The proofs of échéances: attached alone or with an update, withdrawn with a reason."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.calendar import Declared
from commitments.ledger.attaching import Kept, attach_kept, keep, withdraw_proof
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal, not_allowed, require
from commitments.models import Change, Contract, Origin, PlannedYear, Proof, lock_contract, open_change
from commitments.recording.revisions import standing_items
from commitments.selectors import Item


def add_proof(planned: PlannedYear, kept: Kept, change: Callable[[], Change]) -> Proof:
    """`change` is asked for only where the proof is new. The contract is locked by the caller."""
    return attach_kept(
        kept,
        beside=Proof.objects.filter(planned=planned),
        what="cette échéance",
        code="proofs_full",
        create=lambda columns: Proof.objects.create(planned=planned, change=change(), **columns),
    )


def attach(
    *,
    contract: Contract,
    planned: PlannedYear,
    proof: SentFile | Link,
    actor: User | None,
    origin: Origin,
) -> Proof:
    """Attach a proof alone: it changes nothing of the follow-up."""
    with keep([proof]) as kept, transaction.atomic():
        locked = lock_contract(contract.pk)
        _item(locked, planned, actor)
        return add_proof(
            planned, kept[0], lambda: open_change(locked, actor=actor, origin=origin, verb="attach_proof")
        )


@transaction.atomic
def withdraw(*, contract: Contract, proof: Proof, reason: str, actor: User | None, origin: Origin) -> Proof:
    """Take a proof back. What is réalisé keeps one, unless it was waived."""
    locked = lock_contract(contract.pk)
    item = _item(locked, proof.planned, actor)
    return withdraw_proof(
        proof,
        contract=locked,
        reason=reason,
        actor=actor,
        origin=origin,
        verb="withdraw_proof",
        refusal=lambda: _last_proof(item),
    )


def _last_proof(item: Item) -> Refusal | None:
    is_waived = item.record is not None and item.record.waiver
    if item.declared is not Declared.REALISE or len(item.proofs) != 1 or is_waived:
        return None
    return Refusal(
        "C’est la seule preuve de ce qui est réalisé\u00a0: joignez-en une autre d’abord.", "last_proof"
    )


def _item(contract: Contract, planned: PlannedYear, actor: User | None) -> Item:
    item = standing_items(contract, [planned.pk]).get(planned.pk)
    if item is None:
        raise not_allowed()
    require(actor, Verb.RECORD, item)
    return item
