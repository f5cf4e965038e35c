"""The proofs of months: attached, and withdrawn with a reason."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.attaching import Columns, attach_kept, keep, require_room, withdraw_proof
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import require
from commitments.models import Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month
from indicators.models import Evidence, Indicator
from indicators.refusals import reason_to_refuse


class Place(Protocol):
    """A month of an indicator, which comes with its assignments."""

    @property
    def indicator(self) -> Indicator: ...
    @property
    def month(self) -> Month: ...


def attach(
    *, indicator: Indicator, month: Month, proof: SentFile | Link, actor: User | None, origin: Origin
) -> Evidence:
    """Attach a proof to a month, closed or not: a proof changes no figure."""
    with keep([proof]) as kept, transaction.atomic():
        contract = lock_contract(indicator.contract_id)
        require(actor, Verb.RECORD, indicator)
        if refusal := reason_to_refuse(indicator, month, today=localdate(), closed=()):
            raise refusal

        def create(columns: Columns) -> Evidence:
            change = open_change(contract, actor=actor, origin=origin, verb="attach")
            return Evidence.objects.create(
                indicator=indicator, month=month.first_day, change=change, **columns
            )

        beside = Evidence.objects.filter(indicator=indicator, month=month.first_day)
        return attach_kept(kept[0], beside=beside, what="ce mois", code="month_full", create=create)


def attach_to_many(
    *,
    contract: Contract,
    places: Sequence[Place],
    proof: SentFile,
    actor: User | None,
    origin: Origin,
    reason: str,
) -> int:
    """Attach one file to many months of one contract, under one act; returns to how many. Months that have it already
    keep theirs. It is stored once, whatever their number.
    """
    with keep([proof]) as kept, transaction.atomic():
        columns = kept[0].columns
        locked = lock_contract(contract.pk)
        for each in places:
            require(actor, Verb.RECORD, each.indicator)
        there = _attached({each.indicator.pk for each in places})
        lacking = [each for each in places if columns["sha256"] not in there[each.indicator.pk, each.month]]
        for each in lacking:
            held = sum(there[each.indicator.pk, each.month].values())
            require_room(held + int(columns["size"]), "ce mois", "month_full")
        if not lacking:
            return 0
        change = open_change(locked, actor=actor, origin=origin, verb="attach", reason=reason)
        Evidence.objects.bulk_create(
            Evidence(indicator=each.indicator, month=each.month.first_day, change=change, **columns)
            for each in lacking
        )
        kept[0].is_attached = True
        return len(lacking)


def _attached(indicators: Collection[int]) -> Mapping[tuple[int, Month], Mapping[str, int]]:
    """The sizes of the files of each month, by their digests. Withdrawn ones count too, and stand under no digest."""
    found: dict[tuple[int, Month], dict[str, int]] = defaultdict(dict)
    for each in Evidence.objects.filter(indicator__in=indicators):
        found[each.indicator_id, each.at][str(each.pk) if each.is_withdrawn else each.sha256] = each.size
    return found


@transaction.atomic
def withdraw(*, evidence: Evidence, reason: str, actor: User | None, origin: Origin) -> Evidence:
    """Take a proof back."""
    contract = lock_contract(evidence.indicator.contract_id)
    require(actor, Verb.RECORD, evidence.indicator)
    return withdraw_proof(
        evidence, contract=contract, reason=reason, actor=actor, origin=origin, verb="withdraw"
    )
