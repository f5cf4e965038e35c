"""What proves a month: a file or a link is attached, and may be withdrawn with a reason. Nothing is erased."""

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.files.store import discard, store
from commitments.ledger.proofs import MEGABYTE, Link, SentFile, described_file, described_link
from commitments.ledger.refusals import Refusal, require
from commitments.models import Change, Origin, lock_contract, open_change
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.models import Evidence, Indicator
from indicators.recording.admission import reason_to_refuse


def attach(
    *, indicator: Indicator, month: Month, proof: SentFile | Link, actor: User | None, origin: Origin
) -> Evidence:
    """Attach a proof to a month, closed or not: a proof changes no figure. The same proof twice is one.

    A file is on disk before its row is written, and taken away again where the row cannot be.
    """
    if isinstance(proof, Link):
        return _attach(indicator, month, actor, origin, described_link(proof))
    described = described_file(proof)
    described["stored_as"] = stored_as = store(proof.content)
    try:
        attached = _attach(indicator, month, actor, origin, described)
    except BaseException:
        discard(stored_as)
        raise
    if attached.stored_as != stored_as:
        discard(stored_as)
    return attached


@transaction.atomic
def withdraw(*, evidence: Evidence, reason: str, actor: User | None, origin: Origin) -> Evidence:
    """Take a proof back: it is no longer given to anybody, its row and its file stay."""
    contract = lock_contract(evidence.indicator.contract_id)
    require(actor, Verb.RECORD, evidence.indicator)
    standing = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if standing.withdrawn_id is not None:
        raise Refusal("Cette preuve est déjà retirée.", "already_withdrawn")
    if not reason.strip():
        raise Refusal("Dites pourquoi vous retirez cette preuve.", "reason_missing")
    standing.withdrawn = open_change(
        contract, actor=actor, origin=origin, verb="withdraw", reason=reason.strip()
    )
    standing.save(update_fields=["withdrawn"])
    return standing


@transaction.atomic
def _attach(
    indicator: Indicator, month: Month, actor: User | None, origin: Origin, described: dict[str, str | int]
) -> Evidence:
    contract = lock_contract(indicator.contract_id)
    require(actor, Verb.RECORD, indicator)
    if refusal := reason_to_refuse(indicator, month, today=localdate(), closed=()):
        raise refusal
    of_month = Evidence.objects.filter(indicator=indicator, month=month.first_day)
    same = of_month.filter(withdrawn=None, url=described.get("url", ""), sha256=described.get("sha256", ""))
    if (found := same.first()) is not None:
        return found
    held = of_month.aggregate(held=Sum("size"))["held"] or 0
    most = settings.EVIDENCE_MONTH_MEGABYTES
    if held + int(described.get("size", 0)) > most * MEGABYTE:
        raise Refusal(
            f"Les preuves de ce mois dépasseraient {most}{french.NO_BREAK}Mo en tout : joignez un lien.",
            "month_full",
        )
    change: Change = open_change(contract, actor=actor, origin=origin, verb="attach")
    return Evidence.objects.create(indicator=indicator, month=month.first_day, change=change, **described)
