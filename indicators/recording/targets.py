"""Sign a version: an avenant on targets, first years and weights, or a decision on weights alone. Earlier ones stay."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.attaching import keep
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal, require, require_version
from commitments.models import Contract, Origin, lock_contract, open_change
from indicators.domain.model import Target
from indicators.models import Indicator, TargetVersion
from indicators.recording.documents import add_document
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
from indicators.versions import label_after, signed_versions, weights_label

NOTHING: Mapping[str, int | None] = MappingProxyType({})
# What a stored figure has room for (`StoredAttainment.target_version`).
LONGEST_NAME = 250
NO_WEIGHT: Mapping[str, Decimal | None] = MappingProxyType({})


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
    document: SentFile | Link | None = None,
) -> TargetVersion:
    """Add a version that names targets, first year or weight of some indicators (by code); it repeats what it does not
    name. `expected_number` is the number that the caller saw it would have, `document` the signed one.
    """
    with keep([document]) as kept, transaction.atomic():
        locked = lock_contract(contract.pk)
        require(actor, Verb.AMEND, locked)
        if not (label.strip() and source.strip() and reason.strip()):
            raise Refusal("Un avenant a un libellé, une source et un motif.", "reason_missing")
        version = _next_version(locked, effective_from, expected_number)
        version.label, version.source = label, source
        check_label(list(locked.target_versions.all()), label)
        signed = _signed(locked, effective_from, targets, first_years, weights)
        if not signed:
            raise Refusal("Cet avenant ne change ni cible, ni premier exercice, ni poids.", "no_change")
        version.change = open_change(locked, actor=actor, origin=origin, verb="amend", reason=reason)
        _add(version, signed)
        for each in kept.values():
            add_document(version, each, version.change)
        return version


@transaction.atomic
def decide_weights(
    *,
    contract: Contract,
    effective_from: date,
    weights: Mapping[str, Decimal | None],
    reason: str,
    actor: User | None,
    origin: Origin,
    expected_number: int | None = None,
) -> TargetVersion:
    """Decide the weights of some indicators (by code) from a date on, without an avenant: a version that repeats all
    the rest. `expected_number` is as above.
    """
    locked = lock_contract(contract.pk)
    require(actor, Verb.AMEND, locked)
    if not reason.strip():
        raise Refusal("Donnez le motif de la décision.", "reason_missing")
    version = _next_version(locked, effective_from, expected_number)
    version.label, version.source = weights_label(effective_from), "décision sur les poids"
    version.weights_only = True
    signed = _signed(locked, effective_from, {}, NOTHING, weights)
    if not signed:
        raise Refusal("Cette décision ne change aucun poids.", "no_change")
    _check_names(signed, version)
    version.change = open_change(locked, actor=actor, origin=origin, verb="decide_weights", reason=reason)
    return _add(version, signed)


def _next_version(contract: Contract, effective_from: date, expected_number: int | None) -> TargetVersion:
    """The version that comes after those of the contract, not saved yet."""
    versions = list(TargetVersion.objects.filter(contract=contract).order_by("number"))
    number = versions[-1].number + 1 if versions else 0
    require_version(expected_number, number)
    check_date(contract, versions, effective_from)
    return TargetVersion(contract=contract, number=number, effective_from=effective_from)


def _add(version: TargetVersion, signed: Sequence[SignedTerms]) -> TargetVersion:
    version.save()
    add_version(version.change, version, signed)
    ask_for_recompute([each.indicator.pk for each in signed], version.change)
    return version


def _check_names(signed: Sequence[SignedTerms], version: TargetVersion) -> None:
    """Figures name a decision after all those before it: the name must fit beside each figure."""
    before = signed_versions([each.indicator.pk for each in signed], None)
    for each in signed:
        last = before[each.indicator.pk][-1:]
        name = label_after(last[0].label if last else "", version.label, weights_only=True)
        if len(name) > LONGEST_NAME:
            raise Refusal(
                f"{each.indicator.code} a déjà trop de décisions sur son poids\u00a0: signez un avenant.",
                "too_many_decisions",
            )


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
