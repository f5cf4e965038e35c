"""The files of a closed quarter, frozen with it; and those of one that was closed before they existed, made later."""

from hashlib import sha256

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal
from commitments.models import Change, Origin, lock_contract, open_change
from dashboards.exports.files import FrozenFormat
from dashboards.models.closing import FrozenExport, QuarterClosing
from dashboards.quarters.dossier import files_of


def freeze(closing: QuarterClosing, change: Change | None = None) -> None:
    """Keep every file of the closing that it does not have yet. `change` is the act that makes them later, None while
    the quarter is being closed. The caller holds the lock of the contract.
    """
    kept = set(closing.exports.values_list("format", flat=True))
    for format_, content in files_of(closing, change).items():
        if format_ not in kept:
            FrozenExport.objects.create(
                closing=closing,
                format=format_.value,
                content=content,
                sha256=sha256(content).hexdigest(),
                change=change,
            )


@transaction.atomic
def make_dossier(*, closing: QuarterClosing, actor: User, origin: Origin) -> None:
    """The files that the closing lacks, from the facts of then and by the rules of today. Raises Refusal."""
    contract = lock_contract(closing.contract_id)
    if not may(actor, Verb.CLOSE, contract):
        raise Refusal("Votre rôle ne permet pas d’établir le dossier d’un trimestre.", "not_allowed")
    if FrozenExport.objects.filter(closing=closing, format=FrozenFormat.DOSSIER).exists():
        raise Refusal("Le dossier de cette version existe déjà.", "already_made")
    freeze(closing, open_change(contract, actor=actor, origin=origin, verb="make_dossier"))
