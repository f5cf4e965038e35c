"""Every target that was signed for a contract, version after version."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commitments.models import Contract
from dashboards.shared.figures import target_text
from indicators.domain.model import Definition, Target
from indicators.models import Indicator, TargetKind, TargetRevision, TargetVersion

type Place = tuple[int, int]
NOT_SET, NO_TARGET = "à définir", "sans cible"


@dataclass(frozen=True, slots=True)
class Change:
    """A year's target that a version changed."""

    indicator: Indicator
    year: int
    before: TargetRevision | None
    after: TargetRevision


@dataclass(frozen=True, slots=True)
class Signed:
    """The versions in the order of their numbers, and for each of them what stands by indicator and year."""

    contract: Contract
    versions: tuple[TargetVersion, ...]
    indicators: tuple[Indicator, ...]
    standing: Mapping[int, Mapping[Place, TargetRevision]]

    @property
    def next_number(self) -> int:
        return self.versions[-1].number + 1 if self.versions else 0

    def as_of(self, number: int) -> Mapping[Place, TargetRevision]:
        """What stands once that version is signed: its own targets, and earlier ones where it says nothing."""
        found: dict[Place, TargetRevision] = {}
        for version in self.versions:
            if version.number <= number:
                found.update(self.standing[version.number])
        return found

    def changes(self, version: TargetVersion) -> list[Change]:
        """What it changed, in the order of the contract; nothing for the first, which replaces none."""
        if version == self.versions[0]:
            return []
        before, own = self.as_of(version.number - 1), self.standing[version.number]
        return [
            Change(indicator, year, before.get((indicator.pk, year)), own[indicator.pk, year])
            for indicator in self.indicators
            for year in self.contract.years
            if (indicator.pk, year) in own
            and target_of(before.get((indicator.pk, year))) != target_of(own[indicator.pk, year])
        ]


def signed_targets(contract: Contract) -> Signed:
    """Three queries."""
    versions: Sequence[TargetVersion] = list(
        TargetVersion.objects.filter(contract=contract).select_related("change__actor").order_by("number")
    )
    numbers = {version.pk: version.number for version in versions}
    indicators: Sequence[Indicator] = list(
        Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    )
    standing: dict[int, dict[Place, TargetRevision]] = defaultdict(dict)
    for revision in TargetRevision.objects.filter(version__in=versions).order_by("change__sequence"):
        standing[numbers[revision.version_id]][revision.indicator_id, revision.year] = revision
    return Signed(contract, tuple(versions), tuple(indicators), standing)


def target_of(revision: TargetRevision | None) -> Target:
    return Target(revision.seuil, revision.objectif) if revision else Target()


def target_said(definition: Definition, revision: TargetRevision | None) -> str:
    """`seuil 85 %, objectif 90 %`, or why there is none."""
    if revision is not None and revision.kind == TargetKind.A_DEFINIR:
        return NOT_SET
    return levels_said(definition, target_of(revision))


def levels_said(definition: Definition, target: Target) -> str:
    if target.objectif is None:
        return NO_TARGET
    objectif = f"objectif {target_text(definition, target.objectif)}"
    if target.seuil is None:
        return objectif
    return f"seuil {target_text(definition, target.seuil)}, {objectif}"
