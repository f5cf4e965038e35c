"""Register an avenant: a new version of the targets from a date on. Earlier versions stay."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.ledger.refusals import Refusal, require, require_version
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from indicators.domain.model import Target
from indicators.models import Indicator, TargetKind, TargetRevision, TargetVersion
from indicators.recording.pending import ask_for_recompute
from indicators.recording.signing import check_date, check_label, check_target, check_year

type Standing = Mapping[int, TargetRevision]

NOTHING = Target()


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
) -> TargetVersion:
    """Add a version that changes some years of some indicators (by code); it repeats the years that it
    does not change. `expected_number` is the number that the caller saw it would have.
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
    changes = _changes(locked, effective_from, targets)
    change = open_change(locked, actor=actor, origin=origin, verb="amend", reason=reason)
    version = TargetVersion.objects.create(
        contract=locked,
        number=number,
        label=label,
        effective_from=effective_from,
        source=source,
        change=change,
    )
    for indicator, changed, standing in changes:
        _add_version(change, version, indicator, changed, standing)
    ask_for_recompute([indicator.pk for indicator, _, _ in changes], change)
    return version


def _changes(
    contract: Contract, effective_from: date, targets: Mapping[str, Mapping[int, Target]]
) -> Sequence[tuple[Indicator, Mapping[int, Target], Standing]]:
    """The indicators with their new and their current targets; each new target is checked."""
    listed = list(Indicator.objects.filter(contract=contract, code__in=targets).with_definition())
    if unknown := sorted(set(targets) - {indicator.code for indicator in listed}):
        raise Refusal(f"Indicateur inconnu : {', '.join(unknown)}.", "unknown_indicator")
    found = []
    for indicator in listed:
        standing = _standing(indicator)
        changed = {
            year: target
            for year, target in targets[indicator.code].items()
            if target != _target(standing.get(year))
        }
        for year, target in sorted(changed.items()):
            check_year(indicator, year, effective_from)
            check_target(indicator, year, target)
        if changed:
            found.append((indicator, changed, standing))
    if not found:
        raise Refusal("Cet avenant ne change aucune cible.", "no_change")
    return found


def _standing(indicator: Indicator) -> Standing:
    return {
        revision.year: revision
        for revision in indicator.targets.order_by("version__number", "change__sequence")
    }


def _target(revision: TargetRevision | None) -> Target:
    return Target(revision.seuil, revision.objectif) if revision else NOTHING


def _add_version(
    change: Change,
    version: TargetVersion,
    indicator: Indicator,
    changed: Mapping[int, Target],
    standing: Standing,
) -> None:
    for year in indicator.contract.years:
        # Every year, also those that do not change: a version is complete, and older ones need not be read.
        if year in changed:
            columns = {
                "seuil": changed[year].seuil,
                "objectif": changed[year].objectif,
                "kind": _kind(changed[year]),
            }
        elif year in standing:
            columns = {name: getattr(standing[year], name) for name in ("seuil", "objectif", "kind")}
        else:
            continue
        TargetRevision.objects.create(
            indicator=indicator, version=version, change=change, year=year, **columns
        )


def _kind(target: Target) -> TargetKind:
    return TargetKind.SANS_CIBLE if target.objectif is None else TargetKind.DEFINI
