"""Assign owner and deputy of actions: a right of those who validate the follow-up, or administer the body."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.ledger.refusals import (
    DAYS_REVERSED,
    STALE_ITEM,
    Refusal,
    StaleVersion,
    not_allowed,
    raise_first,
    require,
)
from commitments.models import (
    Action,
    Change,
    Contract,
    Origin,
    Ownership,
    OwnershipRevision,
    lock_contract,
    open_change,
)
from commitments.selectors import NOBODY, Owners, owners_of
from cpg.shared.days import NO_DAYS, Days


@dataclass(frozen=True, slots=True)
class Naming:
    """The owner and the deputy of one action, and the version that the person saw (None: nothing was looked at).

    `days` are those of both, None for those that stand.
    """

    action: Action
    owner: User | None
    deputy: User | None
    expected_version: int | None = None
    days: Days | None = None

    def standing(self, before: Owners) -> Days:
        days = before.days if self.days is None else self.days
        return days if self.owner or self.deputy else NO_DAYS

    def changes(self, before: Owners) -> bool:
        return ((self.owner, self.deputy), self.standing(before)) != (before.named, before.days)


@transaction.atomic
def name_owners(
    *,
    contract: Contract,
    namings: Sequence[Naming],
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> Change | None:
    """Name people, who belong to the body and may enter something there; None where nothing changes."""
    locked = lock_contract(contract.pk)
    if not (actor and (actor.is_superuser or may(actor, Verb.ADMINISTER, locked))):
        require(actor, Verb.VALIDATE, locked)
    ours = set(Action.objects.filter(engagement__fiche__contract=locked).values_list("pk", flat=True))
    standing = owners_of([each.action.pk for each in namings])
    refused = {}
    for rank, each in enumerate(namings):
        version = standing.get(each.action.pk, NOBODY).version
        if each.action.pk not in ours:
            refused[rank] = not_allowed()
        elif each.expected_version not in {None, version}:
            refused[rank] = StaleVersion(each.expected_version or 0, version, STALE_ITEM)
        elif each.changes(standing.get(each.action.pk, NOBODY)) and (refusal := _unfit(locked, each)):
            refused[rank] = refusal
    raise_first(refused)
    before = {each.action.pk: standing.get(each.action.pk, NOBODY) for each in namings}
    new = [each for each in namings if each.changes(before[each.action.pk])]
    if not new:
        return None
    change = open_change(locked, actor=actor, origin=origin, verb="name_owners", moment=moment)
    written = OwnershipRevision.objects.bulk_create(
        [
            OwnershipRevision(
                action=each.action,
                version=before[each.action.pk].version + 1,
                change=change,
                owner=each.owner,
                deputy=each.deputy,
                starts_on=each.standing(before[each.action.pk]).start,
                ends_on=each.standing(before[each.action.pk]).end,
            )
            for each in new
        ]
    )
    Ownership.objects.bulk_create(
        [Ownership(action_id=each.action_id, version=each.version, current=each) for each in written],
        update_conflicts=True,
        unique_fields=["action"],
        update_fields=["version", "current"],
    )
    return change


def _unfit(contract: Contract, naming: Naming) -> Refusal | None:
    if naming.owner is not None and naming.owner == naming.deputy:
        return Refusal("Le suppléant est une autre personne que le responsable.", "same_person")
    for person in (naming.owner, naming.deputy):
        if person is not None and not may_somewhere(person, Verb.RECORD, contract.body_id):
            return Refusal(f"{person} ne saisit rien dans cet organisme.", "not_a_writer")
    if naming.days is not None and not naming.days.are_in_order:
        return Refusal(DAYS_REVERSED, "days_reversed")
    return None
