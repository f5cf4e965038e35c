"""Closing months, and reopening one with a reason and until a day."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, require, require_version
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from cpg.shared.periods import Month, Quarter
from indicators.models import LockRevision, MonthLock


@transaction.atomic
def lock(
    *,
    contract: Contract,
    months: Sequence[Month],
    actor: User | None,
    origin: Origin,
    expected_versions: dict[Month, int] | None = None,
    change: Change | None = None,
) -> list[LockRevision]:
    """Close months; those that are closed already stay as they are. `change` joins a larger act, such as a
    quarter's closing.
    """
    locked = lock_contract(contract.pk)
    require(actor, Verb.LOCK, locked)
    today = localdate()
    closing = []
    for month in months:
        standing = _standing(locked, month)
        # The closing of a quarter has its own version, so it gives none for the months.
        if expected_versions is not None:
            require_version(expected_versions.get(month, 0), standing.version if standing else 0)
        if month.year not in locked.years:
            raise Refusal("Ce mois est hors du contrat.", "outside_contract")
        if month.last_day >= today:
            raise Refusal("Ce mois n’est pas terminé : il ne peut pas encore être clos.", "not_over")
        if standing is None or not standing.current.is_locked:
            closing.append((month, standing))
    if not closing:
        return []
    change = change or open_change(locked, actor=actor, origin=origin, verb="lock")
    return [_add(change, locked, month, standing, is_locked=True) for month, standing in closing]


@transaction.atomic
def reopen(
    *,
    contract: Contract,
    month: Month,
    expected_version: int,
    reason: str,
    open_until: date,
    actor: User | None,
    origin: Origin,
) -> LockRevision:
    """Let a closed month be entered again until the end of a day; it then closes by itself."""
    locked = lock_contract(contract.pk)
    require(actor, Verb.LOCK, locked)
    standing = _standing(locked, month)
    require_version(expected_version, standing.version if standing else 0)
    if standing is None or not standing.is_closed_on(localdate()):
        raise Refusal("Ce mois n’est pas clos.", "not_closed")
    change = _reopening(locked, reason, open_until, actor, origin)
    return _add(change, locked, month, standing, is_locked=False, open_until=open_until, reason=reason)


@transaction.atomic
def reopen_quarter(
    *,
    contract: Contract,
    quarter: Quarter,
    expected_versions: Mapping[Month, int],
    reason: str,
    open_until: date,
    actor: User | None,
    origin: Origin,
) -> list[LockRevision]:
    """Let the three months of a quarter be entered again until the end of the same day, in one act. A month that is
    reopened already gets that day too.
    """
    locked = lock_contract(contract.pk)
    require(actor, Verb.LOCK, locked)
    standing = {month: _standing(locked, month) for month in quarter.months}
    for month, found in standing.items():
        require_version(expected_versions.get(month, 0), found.version if found else 0)
    held = {month: found for month, found in standing.items() if found is not None}
    today = localdate()
    if not any(found.is_closed_on(today) for found in held.values()):
        raise Refusal("Aucun mois de ce trimestre n’est clos.", "not_closed")
    change = _reopening(locked, reason, open_until, actor, origin)
    return [
        _add(change, locked, month, found, is_locked=False, open_until=open_until, reason=reason)
        for month, found in held.items()
    ]


def _reopening(
    contract: Contract, reason: str, open_until: date, actor: User | None, origin: Origin
) -> Change:
    if not reason.strip():
        raise Refusal("Dites pourquoi ce mois est rouvert.", "reason_missing")
    if open_until < localdate():
        raise Refusal("La date de fin de réouverture est passée.", "end_in_the_past")
    return open_change(contract, actor=actor, origin=origin, verb="reopen", reason=reason)


def _standing(contract: Contract, month: Month) -> MonthLock | None:
    return (
        MonthLock.objects.filter(contract=contract, month=month.first_day).select_related("current").first()
    )


def _add(
    change: Change,
    contract: Contract,
    month: Month,
    standing: MonthLock | None,
    *,
    is_locked: bool,
    open_until: date | None = None,
    reason: str = "",
) -> LockRevision:
    revision = LockRevision.objects.create(
        contract=contract,
        month=month.first_day,
        version=standing.version + 1 if standing else 1,
        is_locked=is_locked,
        open_until=open_until,
        reason=reason,
        change=change,
    )
    MonthLock.objects.update_or_create(
        contract=contract, month=month.first_day, defaults={"version": revision.version, "current": revision}
    )
    return revision
