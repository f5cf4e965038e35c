"""Declare the effect expected of an action on a linked indicator, and withdraw that: by who answers for the action."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, StaleVersion, not_allowed, require
from commitments.models import ActionLink, Contract, EffectRevision, Origin, lock_contract, open_change
from commitments.selectors import OwnedAction
from cpg.shared.figures import decimals_of
from indicators.domain.action_effect.declared import DeclaredEffect

STALE = "Une autre personne a déclaré un effet entre-temps\u00a0: relisez-le, puis choisissez."
REASON_MISSING = "Dites pourquoi l’effet déclaré change."
WITHDRAWAL_REASON_MISSING = "Dites pourquoi l’effet attendu est retiré."
NOTHING_EXPECTED = (
    "Un effet attendu n’est pas nul\u00a0: donnez de combien les valeurs doivent changer, avec un signe."
)
TOO_PRECISE = "Quatre décimales au plus."
TOO_LARGE = "Ce nombre est trop grand."
REDECLARED = "déclaré de nouveau"
WRONG_ORDER = "Le plein effet ne vient pas avant le premier mois."
LARGEST, MOST_DECIMALS = 10**11, 4


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody declares of a link, on the version that they saw (0: nothing declared yet)."""

    effect: DeclaredEffect
    comment: str
    reason: str
    expected_version: int


@transaction.atomic
def declare_effect(
    *,
    contract: Contract,
    link: ActionLink,
    declaration: Declaration,
    actor: User | None,
    origin: Origin,
    moment: datetime | None = None,
) -> EffectRevision:
    """A first declaration needs no reason; one that takes the place of another does."""
    locked, standing = _locked(contract, link, declaration.expected_version, actor)
    if standing is not None and not standing.is_withdrawn and not declaration.reason.strip():
        raise Refusal(REASON_MISSING, "reason_missing")
    _check(locked, declaration.effect)
    effect = declaration.effect
    change = open_change(
        locked, actor=actor, origin=origin, verb="declare_effect", reason=declaration.reason, moment=moment
    )
    return EffectRevision.objects.create(
        link=link,
        version=declaration.expected_version + 1,
        change=change,
        amount=effect.amount,
        starts=effect.start.first_day,
        full_from=effect.full.first_day,
        comment=declaration.comment,
        reason=declaration.reason or (REDECLARED if standing else ""),
    )


@transaction.atomic
def withdraw_effect(
    *,
    contract: Contract,
    link: ActionLink,
    reason: str,
    expected_version: int,
    actor: User | None,
    origin: Origin,
) -> EffectRevision:
    locked, standing = _locked(contract, link, expected_version, actor)
    if standing is None or standing.is_withdrawn:
        raise Refusal("Aucun effet n’est déclaré sur ce lien.", "nothing_declared")
    if not reason.strip():
        raise Refusal(WITHDRAWAL_REASON_MISSING, "reason_missing")
    change = open_change(locked, actor=actor, origin=origin, verb="withdraw_effect", reason=reason)
    return EffectRevision.objects.create(
        link=link,
        version=standing.version + 1,
        change=change,
        is_withdrawn=True,
        amount=standing.amount,
        starts=standing.starts,
        full_from=standing.full_from,
        comment=standing.comment,
        reason=reason,
    )


def _locked(
    contract: Contract, link: ActionLink, expected_version: int, actor: User | None
) -> tuple[Contract, EffectRevision | None]:
    """The contract and the last version declared on the link, if the person may write on top of the one they saw."""
    locked = lock_contract(contract.pk)
    found = ActionLink.objects.select_related("action__engagement__fiche").get(pk=link.pk)
    if found.action.engagement.fiche.contract_id != locked.pk:
        raise not_allowed()
    require(actor, Verb.RECORD, OwnedAction.of(found.action, locked))
    if found.removed_id is not None:
        raise Refusal("Ce lien est retiré\u00a0: le contrôle de gestion peut le rétablir.", "link_removed")
    standing = EffectRevision.objects.filter(link=found).order_by("-version").first()
    current = standing.version if standing else 0
    if expected_version != current:
        raise StaleVersion(expected_version, current, STALE)
    return locked, standing


def _check(contract: Contract, effect: DeclaredEffect) -> None:
    if effect.amount == 0:
        raise Refusal(NOTHING_EXPECTED, "nothing_expected")
    if abs(effect.amount) >= LARGEST:
        raise Refusal(TOO_LARGE, "too_large")
    if decimals_of(effect.amount) > MOST_DECIMALS:
        raise Refusal(TOO_PRECISE, "too_precise")
    if effect.full < effect.start:
        raise Refusal(WRONG_ORDER, "wrong_order")
    years = contract.years
    for month, code in ((effect.start, "start_outside"), (effect.full, "full_outside")):
        if month.year not in years:
            raise Refusal(
                f"Choisissez un mois du contrat, de janvier {years[0]} à décembre {years[-1]}.", code
            )
