"""Read the chain of a contract again from the rows that it seals, and name the first link that is broken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256

from django.conf import settings
from django.utils import timezone

from commitments.models import Change, Contract
from dashboards.models.closing import FrozenExport
from dashboards.models.review import ReviewFile
from dashboards.models.seal import ActSeal, Checkpoint, CheckpointStamp
from dashboards.sealing.acts import BATCH, FIRST, head_of
from dashboards.sealing.signing import is_signed
from dashboards.sealing.sources import SOURCES, Rows, rows_of
from dashboards.sealing.stamping import is_stamped

MODELS = {each.name: each.model for each in SOURCES}


class BrokenLinkError(Exception):
    """The first broken link, in words for whoever verifies."""


@dataclass(slots=True)
class Chain:
    """How far a chain was verified. `waiting` is the number of links that have no seal yet, `since` the day on which
    the first one got its own; `heads` are the heads that are asked for, by position.
    """

    name: str
    heads: dict[int, str] = field(default_factory=dict)
    position: int = 0
    head: str = FIRST
    count: int = 0
    waiting: int = 0
    since: str = ""

    def follow(self, position: int, computed: str, stored: str, what: str) -> None:
        """Go one link on."""
        if computed != stored:
            raise BrokenLinkError(f"{what}\u00a0: son sceau ne suit plus de celui qui le précède")
        if self.heads.pop(position, stored) != stored:
            raise BrokenLinkError(f"{what}\u00a0: son empreinte n’est pas celle qui a été signée ou imprimée")
        self.position, self.head = position, stored
        self.count += 1

    def end(self) -> None:
        for position in sorted(self.heads):
            raise BrokenLinkError(
                f"le rang {position}, dont l’empreinte a été signée ou imprimée, n’a plus de sceau"
            )


def verify_contract(contract: Contract, printed: dict[int, str] | None = None) -> Chain:
    """`printed` are heads by the number of their act, as read on a dossier. Raises BrokenLinkError."""
    chain = Chain(f"{contract.body.code}/{contract.code}", _heads(contract, printed or {}))
    last = ActSeal.objects.filter(contract=contract).order_by("-sequence").first()
    sealed = last.sequence if last else 0
    acts = Change.objects.filter(contract=contract)
    for start in range(1, max(sealed, contract.sequence) + 1, BATCH):
        window = {"sequence__gte": start, "sequence__lt": start + BATCH}
        seals = {each.sequence: each for each in ActSeal.objects.filter(contract=contract, **window)}
        _verify_window(chain, start, {each.sequence: each for each in acts.filter(**window)}, seals, sealed)
    chain.waiting = acts.filter(sequence__gt=sealed).count()
    chain.end()
    _verify_files(contract)
    _verify_stamps(contract)
    return chain


def _verify_window(
    chain: Chain, start: int, acts: dict[int, Change], seals: dict[int, ActSeal], sealed: int
) -> None:
    rows = {
        edition: rows_of([each.pk for each in acts.values()], edition)
        for edition in {each.edition for each in seals.values()}
    }
    for sequence in range(start, min(start + BATCH, sealed + 1)):
        act, seal = acts.get(sequence), seals.get(sequence)
        if act is None:
            raise BrokenLinkError(f"acte n°\u00a0{sequence}\u00a0: il a été effacé")
        what = f"acte n°\u00a0{sequence} ({act.verb}, {timezone.localtime(act.recorded_at):%d/%m/%Y %H:%M})"
        if seal is None:
            raise BrokenLinkError(f"{what}\u00a0: son sceau a été effacé")
        _compare(what, seal.rows, rows[seal.edition][act.pk])
        computed = head_of(act.contract_id, sequence, seal.edition, seal.rows, chain.head)
        chain.follow(sequence, computed, seal.head, what)
        chain.since = chain.since or f"{timezone.localtime(seal.sealed_at):%d/%m/%Y}"


def _compare(what: str, sealed: Rows, found: Rows) -> None:
    if sealed == found:
        return
    for source in sorted({*sealed, *found}):
        before, now = sealed.get(source, {}), found.get(source, {})
        for key in sorted({*before, *now}, key=int):
            if before.get(key) != now.get(key):
                done = "effacée" if key not in now else "modifiée" if key in before else "ajoutée après coup"
                name = MODELS[source]._meta.verbose_name if source in MODELS else source
                table = source.partition(":")[0]
                raise BrokenLinkError(
                    f"{what}\u00a0: la ligne {key} de {table} ({name}) a été {done} depuis son sceau"
                )


def _heads(contract: Contract, printed: dict[int, str]) -> dict[int, str]:
    points = list(Checkpoint.objects.filter(contract=contract).select_related("closing"))
    require_signed(points)
    return {point.position: point.head for point in points} | printed


def require_signed(points: Iterable[Checkpoint]) -> None:
    for point in points:
        if not is_signed(point):
            name = f"arrêté {point.closing}" if point.closing else "purge du journal"
            raise BrokenLinkError(
                f"point de contrôle au rang {point.position} ({name})\u00a0: sa signature n’est pas de la clé "
                "HISTORY_KEY, ni d’une clé de HISTORY_PUBLIC_KEYS"
            )


def _verify_files(contract: Contract) -> None:
    """What is sealed of a file is its SHA-256; its bytes are read one file at a time."""
    exports = FrozenExport.objects.filter(closing__contract=contract).select_related("closing")
    reviews = ReviewFile.objects.filter(version__review__contract=contract).select_related("version")
    for files in (exports, reviews):
        for each in files.iterator(chunk_size=1):
            if sha256(each.content).hexdigest() != each.sha256:
                raise BrokenLinkError(f"fichier {each}\u00a0: ses octets ont été modifiés")


def _verify_stamps(contract: Contract) -> None:
    if not settings.STAMP_ROOTS:
        return
    stamps = CheckpointStamp.objects.filter(checkpoint__contract=contract)
    for stamp in stamps.select_related("checkpoint__closing"):
        if not is_stamped(stamp):
            raise BrokenLinkError(
                f"arrêté {stamp.checkpoint.closing}\u00a0: son horodatage n’est pas d’un serveur de STAMP_ROOTS, "
                "ou pas de cette empreinte"
            )
