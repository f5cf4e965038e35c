"""Decide about an indicator, with a reason: the monthly profile of a year, the base-year values of an evolution."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, require, require_version
from commitments.models import Contract, Origin, lock_contract, open_change
from indicators.domain.deciding import base_objection, profile_objection, weights_objection
from indicators.models import BaseRevision, Indicator, ProfileRevision
from indicators.models.decision import MONTHS
from indicators.recording.pending import ask_for_recompute
from indicators.recording.signing import refuse

ALIKE = (Fraction(1, 12),) * 12
# Twelve parts and their sum are whole numbers of eight bytes.
FINEST = 10**12


@transaction.atomic
def decide_profile(
    *,
    indicator: Indicator,
    year: int,
    weights: Sequence[Fraction] | None,
    reason: str,
    expected_version: int,
    actor: User | None,
    origin: Origin,
) -> ProfileRevision:
    """Give each month of a year its weight in the target to date; None withdraws the profile: months weigh alike again.

    The indicator comes `with_definition()`.
    """
    contract = _locked(indicator, actor, reason)
    standing = indicator.profiles.filter(year=year).order_by("version").last()
    require_version(expected_version, standing.version if standing else 0)
    where = f"{indicator.code} {year}"
    refuse(profile_objection(indicator.definition.aggregation, contract.years, year), where)
    decided = tuple(ALIKE if weights is None else weights)
    refuse(weights_objection(decided), where)
    whole = lcm(*(weight.denominator for weight in decided))
    if whole > FINEST:
        raise Refusal("Ces poids ont trop de décimales\u00a0: arrondissez-les.", "too_many_decimals")
    current = standing.weights if standing and not standing.is_withdrawn else None
    if current == (None if weights is None else decided):
        raise Refusal("Ce profil est déjà celui de l’exercice.", "nothing_to_decide")
    change = open_change(contract, actor=actor, origin=origin, verb="decide_profile", reason=reason)
    revision = ProfileRevision.objects.create(
        indicator=indicator,
        year=year,
        version=expected_version + 1,
        is_withdrawn=weights is None,
        whole=whole,
        reason=reason,
        change=change,
        **{month: int(weight * whole) for month, weight in zip(MONTHS, decided, strict=True)},
    )
    ask_for_recompute([indicator.pk], change)
    return revision


@transaction.atomic
def set_base_values(
    *,
    indicator: Indicator,
    values: Sequence[Decimal],
    reason: str,
    expected_version: int,
    actor: User | None,
    origin: Origin,
) -> BaseRevision:
    """Set the twelve values of the base year of an evolution: the denominator of every month entered from now on.

    Months entered before keep theirs, so nothing is computed again. The indicator comes `with_definition()`.
    """
    contract = _locked(indicator, actor, reason)
    standing = indicator.bases.order_by("version").last()
    require_version(expected_version, standing.version if standing else 0)
    definition = indicator.definition
    refuse(base_objection(definition.aggregation, definition.entry_decimals, values), indicator.code)
    if standing is not None and standing.values == tuple(values):
        raise Refusal("Ces valeurs sont déjà celles de l’année de référence.", "nothing_to_decide")
    revision = BaseRevision.objects.create(
        indicator=indicator,
        version=expected_version + 1,
        reason=reason,
        change=open_change(contract, actor=actor, origin=origin, verb="set_base_values", reason=reason),
        **dict(zip(MONTHS, values, strict=True)),
    )
    Indicator.objects.filter(pk=indicator.pk).update(current_base=revision)
    return revision


def _locked(indicator: Indicator, actor: User | None, reason: str) -> Contract:
    contract = lock_contract(indicator.contract_id)
    require(actor, Verb.AMEND, contract)
    if not reason.strip():
        raise Refusal("Donnez le motif de la décision.", "reason_missing")
    return contract
