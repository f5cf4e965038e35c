"""Link actions and indicators of one contract: a right of those who validate the follow-up."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, not_allowed, require
from commitments.models import Action, ActionLink, Contract, Origin, lock_contract, open_change
from indicators.models import Indicator


@transaction.atomic
def link(
    *,
    contract: Contract,
    action: Action,
    indicator: Indicator,
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> ActionLink:
    """Link an action to an indicator; a second time changes nothing."""
    locked = lock_contract(contract.pk)
    require(actor, Verb.VALIDATE, locked)
    if indicator.contract_id != locked.pk or action.engagement.fiche.contract_id != locked.pk:
        raise not_allowed()
    standing = ActionLink.objects.filter(action=action, indicator=indicator, removed=None).first()
    if standing is not None:
        return standing
    change = open_change(locked, actor=actor, origin=origin, verb="link_action", moment=moment)
    return ActionLink.objects.create(action=action, indicator=indicator, change=change)


@transaction.atomic
def unlink(*, contract: Contract, standing: ActionLink, actor: User | None, origin: Origin) -> None:
    locked = lock_contract(contract.pk)
    require(actor, Verb.VALIDATE, locked)
    found = ActionLink.objects.select_for_update(of=("self",)).get(pk=standing.pk)
    if found.removed_id is not None:
        raise Refusal("Ce lien est déjà retiré.", "already_removed")
    if (effect := found.effects.order_by("-version").first()) and not effect.is_withdrawn:
        raise Refusal(
            "Un effet attendu est déclaré sur ce lien : retirez-le d’abord, avec son motif.",
            "effect_declared",
        )
    found.removed = open_change(locked, actor=actor, origin=origin, verb="unlink_action")
    found.save(update_fields=["removed"])
