"""Attach and withdraw proofs: one recording for those of months and those of échéances.

A file is on disk before its row is written, and removed where the row cannot be. The same proof twice is one. What is
withdrawn is no longer given to anybody; its row and its file stay.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC

from django.conf import settings
from django.db.models import QuerySet, Sum

from accounts.models import User
from commitments.ledger.files.store import discard, store
from commitments.ledger.proofs import MEGABYTE, Link, SentFile, described_file, described_link
from commitments.ledger.refusals import Refusal
from commitments.models import AttachedProof, Contract, Origin, open_change
from cpg.shared import french

DISK_FULL = (
    "Le disque du serveur est plein\u00a0: prévenez l’administrateur, puis joignez ce fichier à nouveau."
)

type Columns = Mapping[str, str | int]


@dataclass(slots=True)
class Kept:
    """A proof that was checked, as the columns of its row; a file is on disk already. `is_attached` once a row names
    it.
    """

    columns: Columns
    is_attached: bool = False


@contextmanager
def keep(proofs: Sequence[SentFile | Link | None]) -> Iterator[dict[int, Kept]]:
    """The proofs by rank, their files on disk: removed again where the body fails, or attaches them to no row."""
    kept: dict[int, Kept] = {}
    try:
        for rank, proof in enumerate(proofs):
            if proof is not None:
                kept[rank] = _kept(proof, rank)
        yield kept
    except BaseException:
        for each in kept.values():
            each.is_attached = False
        raise
    finally:
        for each in kept.values():
            if not each.is_attached and "stored_as" in each.columns:
                discard(str(each.columns["stored_as"]))


def attach_kept[P: AttachedProof](
    kept: Kept, *, beside: QuerySet[P], what: str, code: str, create: Callable[[Columns], P]
) -> P:
    """Write the row of a proof. `beside` are all the proofs of the same month or échéance: one that is the same is
    given instead, and withdrawn ones count in the size of all. The contract is locked by the caller.
    """
    url, digest = kept.columns.get("url", ""), kept.columns.get("sha256", "")
    same = beside.filter(withdrawn=None, url=url, sha256=digest).first()
    if same is not None:
        return same
    held = beside.aggregate(held=Sum("size"))["held"] or 0
    require_room(held + int(kept.columns.get("size", 0)), what, code)
    attached = create(kept.columns)
    kept.is_attached = True
    return attached


def require_room(size: int, what: str, code: str) -> None:
    """Refuse what would make the proofs of one month or échéance larger, all together, than is allowed."""
    most = settings.EVIDENCE_MONTH_MEGABYTES
    if size > most * MEGABYTE:
        raise Refusal(
            f"Les preuves de {what} dépasseraient {most}{french.NO_BREAK}Mo en tout\u00a0: joignez un lien.",
            code,
        )


def withdraw_proof[P: AttachedProof](
    proof: P,
    *,
    contract: Contract,
    reason: str,
    actor: User | None,
    origin: Origin,
    verb: str,
    refusal: Callable[[], Refusal | None] = lambda: None,
) -> P:
    """Take a proof back, with a reason. `refusal` is why this one has to stay. The contract is locked by the caller."""
    proofs = type(proof)._default_manager.select_for_update(of=("self",))
    locked: P = proofs.get(pk=proof.pk)
    if locked.is_withdrawn:
        raise Refusal("Cette preuve est déjà retirée.", "already_withdrawn")
    if not reason.strip():
        raise Refusal("Dites pourquoi vous retirez cette preuve.", "reason_missing")
    if (kept := refusal()) is not None:
        raise kept
    locked.withdrawn = open_change(contract, actor=actor, origin=origin, verb=verb, reason=reason.strip())
    locked.save(update_fields=["withdrawn"])
    return locked


def _kept(proof: SentFile | Link, rank: int) -> Kept:
    try:
        if isinstance(proof, Link):
            return Kept(described_link(proof))
        return Kept({**described_file(proof), "stored_as": _stored(proof)})
    except Refusal as refusal:
        refusal.by_place = {rank: refusal}
        raise


def _stored(proof: SentFile) -> str:
    try:
        return store(proof.content)
    except OSError as error:
        if error.errno in {ENOSPC, EDQUOT}:
            raise Refusal(DISK_FULL, "disk_full") from error
        raise
