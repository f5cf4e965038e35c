"""What proves an échéance: kept as the proofs of figures are, attached, and withdrawn with a reason."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.calendar import Declared
from commitments.ledger.files.store import discard, store
from commitments.ledger.proofs import Link, SentFile, described_file, described_link
from commitments.ledger.refusals import Refusal, not_allowed, require
from commitments.models import Change, Contract, Origin, PlannedYear, Proof, lock_contract, open_change
from commitments.recording.revisions import standing_items
from commitments.selectors import Item
from cpg.shared import french

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A proof that was looked at, as the columns of its row; a file is on disk already."""

    columns: dict[str, str | int]


@contextmanager
def keep(proofs: Sequence[SentFile | Link | None]) -> Iterator[dict[int, Kept]]:
    """The proofs by their place, their files on disk; taken away again where what follows fails or needs none."""
    stored: list[str] = []
    kept: dict[int, Kept] = {}
    try:
        for rank, proof in enumerate(proofs):
            if proof is not None:
                kept[rank] = Kept(_columns(proof, stored, rank))
        yield kept
    except BaseException:
        for name in stored:
            discard(name)
        raise
    named = (
        set(Proof.objects.filter(stored_as__in=stored).values_list("stored_as", flat=True)) if stored else ()
    )
    for name in stored:
        if name not in named:
            discard(name)


def _columns(proof: SentFile | Link, stored: list[str], rank: int) -> dict[str, str | int]:
    try:
        if isinstance(proof, Link):
            return described_link(proof)
        columns = described_file(proof)
    except Refusal as refusal:
        refusal.by_place = {rank: refusal}
        raise
    stored.append(store(proof.content))
    return {**columns, "stored_as": stored[-1]}


def add_proof(change: Change, item: Item, kept: Kept) -> Proof:
    """Write the row of a proof; the same proof twice is one. The contract is locked by the caller."""
    of_item = Proof.objects.filter(planned=item.planned)
    url, digest = kept.columns.get("url", ""), kept.columns.get("sha256", "")
    same = of_item.filter(withdrawn=None, url=url, sha256=digest).first()
    if same is not None:
        return same
    most = settings.EVIDENCE_MONTH_MEGABYTES
    held = sum(of_item.values_list("size", flat=True))
    if held + int(kept.columns.get("size", 0)) > most * MEGABYTE:
        raise Refusal(
            f"Les preuves de cette échéance dépasseraient {most}{french.NO_BREAK}Mo en tout\u00a0: joignez un lien.",
            "proofs_full",
        )
    return Proof.objects.create(planned=item.planned, change=change, **kept.columns)


def attach(
    *,
    contract: Contract,
    planned: PlannedYear,
    proof: SentFile | Link,
    actor: User | None,
    origin: Origin,
) -> Proof:
    """Attach a proof alone: it changes nothing of what was said."""
    with keep([proof]) as kept, transaction.atomic():
        locked = lock_contract(contract.pk)
        item = _item(locked, planned, actor)
        change = open_change(locked, actor=actor, origin=origin, verb="attach_proof")
        return add_proof(change, item, kept[0])


@transaction.atomic
def withdraw(*, contract: Contract, proof: Proof, reason: str, actor: User | None, origin: Origin) -> Proof:
    """Take a proof back. What is done keeps one: say first that it is not, or have it waived."""
    locked = lock_contract(contract.pk)
    item = _item(locked, proof.planned, actor)
    standing = Proof.objects.select_for_update(of=("self",)).get(pk=proof.pk)
    if standing.withdrawn_id is not None:
        raise Refusal("Cette preuve est déjà retirée.", "already_withdrawn")
    if not reason.strip():
        raise Refusal("Dites pourquoi vous retirez cette preuve.", "reason_missing")
    if (
        item.declared is Declared.REALISE
        and len(item.proofs) == 1
        and not (item.record and item.record.waiver)
    ):
        raise Refusal(
            "C’est la seule preuve de ce qui est réalisé\u00a0: joignez-en une autre d’abord.", "last_proof"
        )
    standing.withdrawn = open_change(
        locked, actor=actor, origin=origin, verb="withdraw_proof", reason=reason.strip()
    )
    standing.save(update_fields=["withdrawn"])
    return standing


def _item(contract: Contract, planned: PlannedYear, actor: User | None) -> Item:
    item = standing_items(contract, [planned.pk]).get(planned.pk)
    if item is None:
        raise not_allowed()
    require(actor, Verb.RECORD, item)
    return item
