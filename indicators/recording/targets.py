"""Registering an avenant: a new version of the targets, from a date on; what was signed before stays."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from accounts.models import User
from accounts.rights import Verb
from commitments.models import Change, Contract, Origin, lock_contract, open_change
from cpg.shared.figures import decimals_of
from indicators.domain.model import Direction, Target
from indicators.models import Indicator, TargetKind, TargetRevision, TargetVersion
from indicators.recording.pending import ask_for_recompute
from indicators.recording.refusals import Refusal, require


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
) -> TargetVersion:
    """Add a version that changes some years of some indicators (by code); it repeats the years that it
    does not change.
    """
    locked = lock_contract(contract.pk)
    require(actor, Verb.AMEND, locked)
    if not (label.strip() and source.strip() and reason.strip()):
        raise Refusal("Un avenant a un libellé, une source et un motif.", "reason_missing")
    indicators = {
        indicator.code: indicator
        for indicator in Indicator.objects.filter(contract=locked, code__in=targets).with_definition()
    }
    if unknown := sorted(set(targets) - set(indicators)):
        raise Refusal(f"Indicateur inconnu : {', '.join(unknown)}.", "unknown_indicator")
    latest = TargetVersion.objects.filter(contract=locked).order_by("-number").first()
    change = open_change(locked, actor=actor, origin=origin, verb="amend", reason=reason)
    version = TargetVersion.objects.create(
        contract=locked,
        number=latest.number + 1 if latest else 0,
        label=label,
        effective_from=effective_from,
        source=source,
        change=change,
    )
    for code, changed in targets.items():
        _add_version(change, version, indicators[code], changed)
    ask_for_recompute([indicator.pk for indicator in indicators.values()], change)
    return version


def _add_version(
    change: Change, version: TargetVersion, indicator: Indicator, changed: Mapping[int, Target]
) -> None:
    standing = {
        revision.year: revision
        for revision in indicator.targets.order_by("version__number", "change__sequence")
        if revision.version_id != version.pk
    }
    for year in indicator.contract.years:
        if year in changed:
            check_target(indicator, year, changed[year])
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
    if outside := sorted(set(changed) - set(indicator.contract.years)):
        raise Refusal(f"L’exercice {outside[0]} est hors du contrat.", "outside_contract")


def _kind(target: Target) -> TargetKind:
    return TargetKind.SANS_CIBLE if target.objectif is None else TargetKind.DEFINI


def check_target(indicator: Indicator, year: int, target: Target) -> None:
    """A seuil without objectif, or on the wrong side of it for the direction, or finer than what is judged, is
    refused when it is entered.
    """
    seuil, objectif = target.seuil, target.objectif
    published = indicator.definition.decimals
    if any(decimals_of(figure) > published for figure in (seuil, objectif) if figure is not None):
        raise Refusal(
            f"{indicator.code} {year} : pas plus de {published} décimale(s), comme la valeur publiée.",
            "too_many_decimals",
        )
    if seuil is None:
        return
    if objectif is None:
        raise Refusal(
            f"{indicator.code} {year} : un seuil ne va pas sans objectif.", "seuil_without_objectif"
        )
    rising = indicator.definition.direction is Direction.HAUSSE
    if (seuil > objectif) if rising else (seuil < objectif):
        better = "au-dessus" if rising else "au-dessous"
        raise Refusal(
            f"{indicator.code} {year} : l’objectif doit être {better} du seuil, ou égal à lui.", "wrong_side"
        )
