"""Compare the initial targets with the recorded ones, check them, and add revisions where they differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from commitments.differences import Difference, Kind, LoadingReport
from commitments.ledger.refusals import Refusal
from commitments.models import Change, Contract
from cpg.shared import french
from indicators.closed_targets import closed_years, was_used
from indicators.domain.model import Target
from indicators.models import Indicator, TargetKind, TargetRevision, TargetVersion
from indicators.recording.signing import check_target


@dataclass(frozen=True, slots=True)
class TargetToWrite:
    indicator: Indicator
    year: int
    kind: TargetKind
    target: Target


def target_changes(
    contract: Contract,
    indicators: Iterable[Indicator],
    listed: Iterable[Mapping[str, Any]],
    report: LoadingReport,
) -> list[TargetToWrite]:
    """The targets to write; adds differences and reasons to refuse to the report."""
    by_code = {indicator.code: indicator for indicator in indicators}
    recorded = _recorded(contract)
    closed = closed_years(contract)
    amended = _amended(contract)
    changes = []
    for data in listed:
        indicator = by_code.get(data["code"])
        if indicator is None:
            continue
        for change in _wanted(indicator, data["cibles"], report):
            before = recorded.get((indicator.pk, change.year))
            if before == (change.kind, change.target):
                continue
            # A first target may be added even then: no closed quarter was judged by what did not exist.
            if before is not None and was_used(indicator, change.year, closed):
                report.problems.append(
                    f"{indicator.code} {change.year} : la cible a servi à un trimestre clos, "
                    "seul un avenant peut la changer (page « Cibles et avenants »)."
                )
            if before is not None and indicator.pk in amended:
                report.problems.append(
                    f"{indicator.code} {change.year} : un avenant a repris cette cible, "
                    "seul un autre avenant peut la changer (page « Cibles et avenants »)."
                )
            where = f"{indicator.code} {change.year}, cible"
            report.differences.append(
                Difference(
                    where,
                    before and _described(*before),
                    _described(change.kind, change.target),
                    Kind.TARGET,
                )
            )
            changes.append(change)
    return changes


def write_targets(version: TargetVersion, change: Change, changes: Iterable[TargetToWrite]) -> None:
    TargetRevision.objects.bulk_create(
        TargetRevision(
            indicator=each.indicator,
            version=version,
            change=change,
            year=each.year,
            kind=each.kind,
            seuil=each.target.seuil,
            objectif=each.target.objectif,
            is_named=each.kind is TargetKind.DEFINI,
        )
        for each in changes
    )


def _wanted(
    indicator: Indicator, targets: Mapping[str, Mapping[str, str]], report: LoadingReport
) -> Iterator[TargetToWrite]:
    years = {int(text): data for text, data in targets.items()}
    for year in sorted(set(indicator.contract.years) - set(years)):
        report.problems.append(f"{indicator.code} {year} : il manque une cible, ou « sans_cible ».")
    for year, data in sorted(years.items()):
        if year not in indicator.contract.years:
            report.problems.append(f"{indicator.code} {year} : cet exercice est hors du contrat.")
            continue
        target = Target(_number(data.get("seuil")), _number(data.get("objectif")))
        try:
            check_target(indicator, year, target)
        except Refusal as refusal:
            report.problems.append(refusal.message)
            continue
        yield TargetToWrite(indicator, year, TargetKind(data["type"]), target)


def _recorded(contract: Contract) -> dict[tuple[int, int], tuple[TargetKind, Target]]:
    revisions = TargetRevision.objects.filter(version__contract=contract, version__number=0)
    return {
        (each.indicator_id, each.year): (TargetKind(each.kind), Target(each.seuil, each.objectif))
        for each in revisions.order_by("change__sequence")
    }


def _amended(contract: Contract) -> frozenset[int]:
    """Indicators with a later version of targets, which replaces every year of the initial one."""
    later = TargetRevision.objects.filter(version__contract=contract, version__number__gt=0)
    return frozenset(later.values_list("indicator", flat=True))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _described(kind: TargetKind, target: Target) -> str:
    if kind is not TargetKind.DEFINI:
        return kind.value
    return f"seuil {_level(target.seuil)}, objectif {_level(target.objectif)}"


def _level(level: Decimal | None) -> str:
    return "aucun" if level is None else french.trimmed(level)
