"""Decisions about a contract itself, recorded as acts like every fact."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Change, Contract, Origin, lock_contract, open_change


@transaction.atomic
def allow_own_validation(
    *, contract: Contract, is_allowed: bool, actor: User, origin: Origin
) -> Change | None:
    """Let those who enter a month validate it, or no longer; None where that is so already.

    For who administers the contract's body. Only that column is written: the contract's sequence belongs to its lock.
    """
    locked = lock_contract(contract.pk)
    if not (actor.is_superuser or may(actor, Verb.ADMINISTER, locked)):
        raise PermissionDenied
    if locked.allows_own_validation == is_allowed:
        return None
    verb = "allow_own_validation" if is_allowed else "forbid_own_validation"
    change = open_change(locked, actor=actor, origin=origin, verb=verb)
    locked.allows_own_validation = is_allowed
    locked.save(update_fields=["allows_own_validation"])
    return change
