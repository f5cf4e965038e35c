"""Closing a quarter, once or again."""

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal
from commitments.models import Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Quarter
from dashboards.models.closing import RULES_EDITION, QuarterClosing
from dashboards.quarters.freezing import freeze
from indicators.recording import lock


@transaction.atomic
def close_quarter(
    *,
    contract: Contract,
    quarter: Quarter,
    expected_version: int,
    actor: User | None,
    origin: Origin,
    reason: str = "",
) -> QuarterClosing:
    """Freeze the quarter's files as the facts stand, and close its three months.

    `expected_version` is that of the closing the person saw, 0 when there was none. Raises Refusal.
    """
    locked = lock_contract(contract.pk)
    latest = latest_closing(locked, quarter)
    version = latest.version if latest else 0
    _check_right(locked, actor)
    if expected_version != version:
        raise Refusal(
            "L’état de ce trimestre a changé entre-temps : relisez-le, puis décidez.", "stale_version"
        )
    _check_moment(locked, quarter)
    if version and not reason.strip():
        raise Refusal(
            "Ce trimestre est déjà clos : donnez le motif d’une nouvelle version.", "reason_missing"
        )
    change = open_change(locked, actor=actor, origin=origin, verb="close_quarter", reason=reason)
    closing = QuarterClosing.objects.create(
        contract=locked,
        year=quarter.year,
        quarter=quarter.number,
        version=version + 1,
        change=change,
        reason=reason.strip(),
        rules_edition=RULES_EDITION,
    )
    freeze(closing)
    lock(contract=locked, months=quarter.months, actor=actor, origin=origin, change=change)
    return closing


def latest_closing(contract: Contract, quarter: Quarter) -> QuarterClosing | None:
    closings = QuarterClosing.objects.filter(contract=contract, year=quarter.year, quarter=quarter.number)
    return closings.order_by("-version").first()


def _check_right(contract: Contract, actor: User | None) -> None:
    if actor is not None and not may(actor, Verb.CLOSE, contract):
        raise Refusal("Votre rôle ne permet pas de clore un trimestre.", "not_allowed")


def _check_moment(contract: Contract, quarter: Quarter) -> None:
    if quarter.year not in contract.years:
        raise Refusal("Ce trimestre est hors du contrat.", "outside_contract")
    if quarter.last_month.last_day >= localdate():
        raise Refusal("Ce trimestre n’est pas terminé : il ne peut pas encore être clos.", "not_over")
