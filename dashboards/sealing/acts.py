"""Seal the acts of contracts, a little after they were recorded: saving a month waits for no seal.

Seals follow from the rows alone. Two processes that seal the same acts write the same, and what is already there is
left out: there is no lock, and no act waits.
"""

from collections.abc import Sequence
from itertools import groupby

from django.db.models import F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from commitments.ledger.refusals import Refusal
from commitments.models import Change, Contract
from dashboards.models.seal import ActSeal
from dashboards.sealing.canonical import digest
from dashboards.sealing.sources import EDITION, Rows, rows_of

# The acts of one round: their rows are read by one query for each table.
BATCH = 300
CONTRACTS = 200
FIRST = ""
ERASED = (
    "L’historique de ce contrat a perdu un acte\u00a0: rien n’est clos. Prévenez l’exploitant de l’application, "
    "que manage.py verify_history renseigne."
)


def head_of(contract: int, sequence: int, edition: int, rows: Rows, before: str) -> str:
    return digest(["acte", edition, contract, sequence, rows, before])


def seal_acts(rounds: int) -> int:
    """Seal what is not sealed yet, in so many rounds at most; returns how many acts were."""
    count = 0
    for _ in range(rounds):
        sealed = _seal(_unsealed())
        count += sealed
        if sealed < BATCH:
            break
    return count


def seal_before(contract: Contract, sequence: int) -> ActSeal:
    """All acts of the contract before that one, in the caller’s transaction; returns the last seal.

    Raises Refusal where one of them was erased.
    """
    while (last := last_seal(contract)) is None or last.sequence < sequence - 1:
        since = last.sequence if last else 0
        acts = Change.objects.filter(contract=contract, sequence__gt=since, sequence__lt=sequence)
        if not _seal(list(acts.order_by("sequence")[:BATCH])):
            raise Refusal(ERASED, "erased_act")
    return last


def last_seal(contract: Contract) -> ActSeal | None:
    return ActSeal.objects.filter(contract=contract).order_by("-sequence").first()


def _unsealed() -> list[Change]:
    last = ActSeal.objects.filter(contract=OuterRef("pk")).order_by("-sequence").values("sequence")[:1]
    behind = Contract.objects.annotate(sealed=Coalesce(Subquery(last), 0, output_field=IntegerField()))
    since = behind.filter(sequence__gt=F("sealed")).order_by("pk").values_list("pk", "sealed")[:CONTRACTS]
    asked = Q(pk__in=[])
    for contract, sealed in since:
        asked |= Q(contract=contract, sequence__gt=sealed)
    return list(Change.objects.filter(asked).order_by("contract", "sequence")[:BATCH])


def _seal(changes: Sequence[Change]) -> int:
    rows = rows_of([each.pk for each in changes])
    now = timezone.now()
    seals = []
    for contract, acts in groupby(changes, key=lambda each: each.contract_id):
        first = next(acts)
        head = _head_before(contract, first.sequence)
        for act in (first, *acts):
            head = head_of(contract, act.sequence, EDITION, rows[act.pk], head)
            seals.append(
                ActSeal(
                    contract_id=contract,
                    sequence=act.sequence,
                    edition=EDITION,
                    rows=rows[act.pk],
                    head=head,
                    sealed_at=now,
                )
            )
    ActSeal.objects.bulk_create(seals, ignore_conflicts=True)
    return len(seals)


def _head_before(contract: int, sequence: int) -> str:
    head = ActSeal.objects.filter(contract=contract, sequence=sequence - 1).values_list("head", flat=True)
    return head.first() or FIRST
