"""The proofs of months: attached, and withdrawn with a reason."""

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.attaching import Columns, attach_kept, keep, withdraw_proof
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import require
from commitments.models import Origin, lock_contract, open_change
from cpg.shared.periods import Month
from indicators.models import Evidence, Indicator
from indicators.refusals import reason_to_refuse


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


@transaction.atomic
def withdraw(*, evidence: Evidence, reason: str, actor: User | None, origin: Origin) -> Evidence:
    """Take a proof back."""
    contract = lock_contract(evidence.indicator.contract_id)
    require(actor, Verb.RECORD, evidence.indicator)
    return withdraw_proof(
        evidence, contract=contract, reason=reason, actor=actor, origin=origin, verb="withdraw"
    )
