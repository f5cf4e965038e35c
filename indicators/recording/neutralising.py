"""Taking a due month out of the computation, by decision of the Cnav, or putting it back."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.models import Origin, lock_contract, open_change
from indicators.domain import is_due_by_calendar
from indicators.domain.periods import Month
from indicators.models import Indicator, NeutralisationRevision
from indicators.recording.pending import ask_for_recompute
from indicators.recording.refusals import Refusal, require, require_version
from indicators.selectors import closed_months, today_in_paris


@transaction.atomic
def neutralise(
    *,
    indicator: Indicator,
    month: Month,
    is_neutralised: bool,
    reason: str,
    expected_version: int,
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> NeutralisationRevision:
    """Neutralise the period that ends with this due month (or withdraw that), with the Cnav's reason."""
    contract = lock_contract(indicator.contract_id)
    require(actor, Verb.NEUTRALISE, indicator)
    standing = NeutralisationRevision.objects.filter(indicator=indicator, month=month.first_day).last()
    require_version(expected_version, standing.version if standing else 0)
    if not reason.strip():
        raise Refusal("Donnez le motif de la décision.", "reason_missing")
    if not is_due_by_calendar(indicator.definition, month):
        raise Refusal(f"{indicator.code} n’attend pas de valeur ce mois-là.", "not_due")
    today = today_in_paris()
    if month in closed_months(contract, today):
        raise Refusal("Ce mois est clos : rouvrez-le d’abord.", "closed")
    change = open_change(
        contract, actor=actor, origin=origin, verb="neutralise", reason=reason, moment=moment
    )
    revision = NeutralisationRevision.objects.create(
        indicator=indicator,
        month=month.first_day,
        version=standing.version + 1 if standing else 1,
        is_neutralised=is_neutralised,
        reason=reason,
        change=change,
    )
    ask_for_recompute([indicator.pk], change)
    return revision
