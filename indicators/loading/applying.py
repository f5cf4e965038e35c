"""Load a file as its preview showed it, for a person."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from accounts.granting import begin_body
from accounts.models import Body, User
from accounts.rights import Verb, may
from commitments.differences import Difference
from commitments.models import Contract, Origin, lock_contract
from indicators.loading.contract import load_contract
from indicators.loading.preview import LoadingPreview, name_in, preview_loading

NOT_YOURS = (
    "L’organisme « {code} » n’est pas de ceux que vous administrez : seul son administrateur charge ses contrats. "
    "Pour un nouvel organisme, donnez-lui un autre code."
)


class NotAsShownError(Exception):
    """Something changed since the preview, or the file would be refused; nothing was written."""


def preview_for(data: Any, actor: User) -> LoadingPreview:
    """The preview, without what is recorded of a body that the person does not administer."""
    known = Body.objects.filter(code=name_in(data, "organisme", "code")).first()
    if known is not None and not (actor.is_superuser or may(actor, Verb.ADMINISTER, known)):
        return LoadingPreview(problems=[NOT_YOURS.format(code=known.code)])
    return preview_loading(data)


def plan_of(content: bytes, preview: LoadingPreview) -> str:
    """A digest of the file, of what it would change, and so of what is recorded there now."""
    return hashlib.sha256(hashlib.sha256(content).digest() + preview.plan.encode()).hexdigest()


def load_as_shown(content: bytes, data: Any, *, plan: str, actor: User, reason: str) -> Sequence[Difference]:
    """Load what `plan` names, and nothing else. Whoever loads the first contract of a body becomes its administrator.

    `data` is what the content holds, and had a preview without problems. Raises NotAsShownError.
    """
    try:
        return _load(content, data, plan, actor, reason)
    except IntegrityError as error:
        # A new contract has no row to lock: of two that load it at once, the second fails on its first row.
        raise NotAsShownError from error


@transaction.atomic
def _load(content: bytes, data: Any, plan: str, actor: User, reason: str) -> Sequence[Difference]:
    _lock(data)
    preview = preview_for(data, actor)
    if preview.problems or plan_of(content, preview) != plan:
        raise NotAsShownError
    differences = load_contract(data, reason=reason, actor=actor, origin=Origin.IMPORT).differences
    if preview.is_new_body:
        begin_body(person=actor, body=Body.objects.get(code=preview.body))
    return differences


def _lock(data: Any) -> None:
    """Make other acts on the contract wait: what the plan is compared with must not change before the writing."""
    contract = Contract.objects.filter(
        body__code=data["organisme"]["code"], code=data["contrat"]["code"]
    ).first()
    if contract is not None:
        lock_contract(contract.pk)
