"""Every target that was signed for a contract, version after version."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commitments.models import Contract, Fiche
from dashboards.shared.decision_words import first_year_words, weight_words
from dashboards.shared.figures import target_text
from dashboards.shared.groups import by_fiche
from indicators.domain.model import Definition, Target
from indicators.models import Indicator, TargetKind, TargetRevision, TargetVersion, VersionTerms

type Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ChangedTarget:
    """A year's target that a version changed, or that an avenant would change."""

    indicator: Indicator
    year: int
    before: TargetRevision | None
    after: TargetRevision | Target


@dataclass(frozen=True, slots=True)
class ChangedTerm:
    """A first year or a weight that a version changed, or that a decision would change, in words."""

    indicator: Indicator
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SignedYear:
    """A year's target as a version signed it; `changed_by` is the avenant that it comes from, "" for none."""

    year: int
    revision: TargetRevision | None
    changed_by: str


@dataclass(frozen=True, slots=True)
class SignedTargets:
    """The versions in the order of their numbers, the targets that each holds, by indicator and year, and its first
    years and weights, by indicator.
    """

    contract: Contract
    versions: tuple[TargetVersion, ...]
    indicators: tuple[Indicator, ...]
    revisions: Mapping[int, Mapping[Place, TargetRevision]]
    terms: Mapping[int, Mapping[int, VersionTerms]]

    @property
    def next_number(self) -> int:
        return self.versions[-1].number + 1 if self.versions else 0

    @property
    def days_to_sign(self) -> tuple[date, date]:
        """The first and the last day from which the next avenant may hold."""
        first = date(self.contract.first_year, 1, 1)
        if self.versions:
            first = max(first, self.versions[-1].effective_from)
        return first, date(self.contract.last_year, 12, 31)

    def as_of(self, number: int) -> Mapping[Place, TargetRevision]:
        """The targets in force once that version is signed: its own, and earlier ones where it has none."""
        in_force: dict[Place, TargetRevision] = {}
        for version in self.versions:
            if version.number <= number:
                in_force.update(self.revisions[version.number])
        return in_force

    def terms_as_of(self, number: int) -> Mapping[int, VersionTerms]:
        """First years and weights in force once that version is signed."""
        in_force: dict[int, VersionTerms] = {}
        for version in self.versions:
            if version.number <= number:
                in_force.update(self.terms[version.number])
        return in_force

    def changed_terms(self, version: TargetVersion) -> list[ChangedTerm]:
        """The first years and weights that a version changed; none for the first."""
        if version == self.versions[0]:
            return []
        before, own = self.terms_as_of(version.number - 1), self.terms[version.number]
        return [
            each
            for indicator in self.indicators
            if indicator.pk in own
            for each in changes_of_terms(
                indicator, terms_pair(before.get(indicator.pk)), terms_pair(own[indicator.pk])
            )
        ]

    def changes(self, version: TargetVersion) -> list[ChangedTarget]:
        """What a version changed, in the order of the contract; nothing for the first, which replaces none."""
        if version == self.versions[0]:
            return []
        before, own = self.as_of(version.number - 1), self.revisions[version.number]
        return [
            ChangedTarget(indicator, year, before.get((indicator.pk, year)), own[indicator.pk, year])
            for indicator in self.indicators
            for year in self.contract.years
            if (indicator.pk, year) in own
            and target_of(before.get((indicator.pk, year))) != target_of(own[indicator.pk, year])
        ]

    def years_as_of(self, number: int) -> list[tuple[Fiche, list[tuple[Indicator, list[SignedYear]]]]]:
        """By fiche and indicator, each year's target as of that version, with the avenant that changed it last."""
        in_force = self.as_of(number)
        changed_by = {
            (change.indicator.pk, change.year): version.label
            for version in self.versions
            if version.number <= number
            for change in self.changes(version)
        }

        def years_of(indicator: Indicator) -> list[SignedYear]:
            places = [(indicator.pk, year) for year in self.contract.years]
            return [SignedYear(place[1], in_force.get(place), changed_by.get(place, "")) for place in places]

        return [
            (fiche, [(each, years_of(each)) for each in indicators])
            for fiche, indicators in by_fiche(self.indicators)
        ]


def signed_targets(contract: Contract) -> SignedTargets:
    """Four queries."""
    versions: Sequence[TargetVersion] = list(
        contract.target_versions.select_related("change__actor").order_by("number")
    )
    numbers = {version.pk: version.number for version in versions}
    indicators: Sequence[Indicator] = list(
        Indicator.objects.filter(contract=contract).with_definition().order_by("position")
    )
    revisions: dict[int, dict[Place, TargetRevision]] = defaultdict(dict)
    for revision in TargetRevision.objects.filter(version__in=versions).order_by("change__sequence"):
        revisions[numbers[revision.version_id]][revision.indicator_id, revision.year] = revision
    terms: dict[int, dict[int, VersionTerms]] = defaultdict(dict)
    for each in VersionTerms.objects.filter(version__in=versions).order_by("change__sequence"):
        terms[numbers[each.version_id]][each.indicator_id] = each
    return SignedTargets(contract, tuple(versions), tuple(indicators), revisions, terms)


type Terms = tuple[int | None, Decimal | None]


def terms_pair(terms: VersionTerms | None) -> Terms:
    return (terms.first_year, terms.weight) if terms else (None, None)


def changes_of_terms(indicator: Indicator, before: Terms, after: Terms) -> list[ChangedTerm]:
    """First year and weight where they differ."""
    words = (
        ("premier exercice", first_year_words(before[0]), first_year_words(after[0])),
        ("poids", weight_words(before[1]), weight_words(after[1])),
    )
    return [ChangedTerm(indicator, name, was, now) for name, was, now in words if was != now]


def target_of(revision: TargetRevision | None) -> Target:
    return Target(revision.seuil, revision.objectif) if revision else Target()


def target_words(definition: Definition, target: TargetRevision | Target | None) -> str:
    """`seuil 85 %, objectif 90 %`, or why there is none."""
    if isinstance(target, TargetRevision) and target.kind == TargetKind.A_DEFINIR:
        return "à définir"
    if target is None or target.objectif is None:
        return "sans cible"
    objectif = f"objectif {target_text(definition, target.objectif)}"
    if target.seuil is None:
        return objectif
    return f"seuil {target_text(definition, target.seuil)}, {objectif}"
