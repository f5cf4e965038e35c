"""Register an avenant: a new version of targets, first years and weights from a date on. Earlier versions stay."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, require, require_version
from commitments.models import Contract, Origin, lock_contract, open_change
from indicators.domain.model import Target
from indicators.models import Indicator, TargetVersion
from indicators.recording.pending import ask_for_recompute
from indicators.recording.signing import (
    check_date,
    check_first_year,
    check_label,
    check_target,
    check_weight,
    check_year,
)
from indicators.recording.terms import SignedTerms, add_version, standing_terms

NOTHING: Mapping[str, int | None] = MappingProxyType({})
NO_WEIGHT: Mapping[str, Decimal | None] = MappingProxyType({})


@transaction.atomic
def amend(
    *,
    contract: Contract,
    label: str,
    effective_from: date,
    source: str,
    targets: Mapping[str, Mapping[int, Target]],
    reason: str,
    actor: User | None,
    origin: Origin,
    expected_number: int | None = None,
    first_years: Mapping[str, int | None] = NOTHING,
    weights: Mapping[str, Decimal | None] = NO_WEIGHT,
) -> TargetVersion:
    """Add a version that names targets, first year or weight of some indicators (by code); it repeats what it does not
    name. `expected_number` is the number that the caller saw it would have.
    """
    locked = lock_contract(contract.pk)
    require(actor, Verb.AMEND, locked)
    if not (label.strip() and source.strip() and reason.strip()):
        raise Refusal("Un avenant a un libellé, une source et un motif.", "reason_missing")
    versions = list(TargetVersion.objects.filter(contract=locked).order_by("number"))
    number = versions[-1].number + 1 if versions else 0
    require_version(expected_number, number)
    check_label(versions, label)
    check_date(locked, versions, effective_from)
    signed = _signed(locked, effective_from, targets, first_years, weights)
    change = open_change(locked, actor=actor, origin=origin, verb="amend", reason=reason)
    version = TargetVersion.objects.create(
        contract=locked,
        number=number,
        label=label,
        effective_from=effective_from,
        source=source,
        change=change,
    )
    add_version(change, version, signed)
    ask_for_recompute([each.indicator.pk for each in signed], change)
    return version


def _signed(
    contract: Contract,
    effective_from: date,
    targets: Mapping[str, Mapping[int, Target]],
    first_years: Mapping[str, int | None],
    weights: Mapping[str, Decimal | None],
) -> Sequence[SignedTerms]:
    """The indicators that change, each with what is signed and what it repeats; all that is named is checked."""
    codes = {*targets, *first_years, *weights}
    listed = list(Indicator.objects.filter(contract=contract, code__in=codes).with_definition())
    if unknown := sorted(codes - {indicator.code for indicator in listed}):
        raise Refusal(f"Indicateur inconnu : {', '.join(unknown)}.", "unknown_indicator")
    found = []
    for standing in standing_terms(listed):
        code = standing.indicator.code
        signed = standing.with_terms(
            targets.get(code, {}),
            first_years.get(code, standing.first_year),
            weights.get(code, standing.weight),
        )
        _check(standing, signed, effective_from)
        if signed.differs_from(standing):
            found.append(signed)
    if not found:
        raise Refusal("Cet avenant ne change ni cible, ni premier exercice, ni poids.", "no_change")
    return found


def _check(standing: SignedTerms, signed: SignedTerms, effective_from: date) -> None:
    """Only what changes: what an earlier version signed is not judged again."""
    indicator = standing.indicator
    for year, target in sorted(signed.targets.items()):
        if target != standing.target(year):
            check_year(indicator, year, effective_from)
            check_target(indicator, year, target)
    if signed.first_year != standing.first_year:
        check_first_year(indicator, signed.first_year)
    if signed.weight != standing.weight:
        check_weight(indicator, signed.weight)
