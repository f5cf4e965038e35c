"""The one place where the rows of a version are written: its targets, its first years and its weights."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from commitments.models import Change
from indicators.domain.model import Target
from indicators.models import Indicator, TargetKind, TargetRevision, TargetVersion, VersionTerms

NO_TARGET = Target()


@dataclass(frozen=True, slots=True)
class SignedTerms:
    """What a version holds of one indicator: the targets with their kinds, the first year, the weight.

    `named` are the years that the version itself names.
    """

    indicator: Indicator
    targets: Mapping[int, Target]
    kinds: Mapping[int, TargetKind]
    first_year: int | None
    weight: Decimal | None
    named: frozenset[int] = frozenset()

    def target(self, year: int) -> Target:
        return self.targets.get(year, NO_TARGET)

    def with_terms(
        self, targets: Mapping[int, Target], first_year: int | None, weight: Decimal | None
    ) -> "SignedTerms":
        """The next version, that names these targets. Withdrawing a target names nothing."""
        return replace(
            self,
            targets={**self.targets, **targets},
            kinds={**self.kinds, **{year: _kind(self, year, target) for year, target in targets.items()}},
            first_year=first_year,
            weight=weight,
            named=frozenset(year for year, target in targets.items() if target.objectif is not None),
        )

    def differs_from(self, other: "SignedTerms") -> bool:
        mine, theirs = ((each.first_year, each.weight) for each in (self, other))
        return mine != theirs or any(self.target(year) != other.target(year) for year in self.targets)


def standing_terms(indicators: Sequence[Indicator]) -> Iterator[SignedTerms]:
    """What the version signed last holds of each. One query. The indicators come `with_definition()`."""
    revisions = TargetRevision.objects.filter(indicator__in=indicators)
    latest = {
        (each.indicator_id, each.year): each
        for each in revisions.order_by("version__number", "change__sequence")
    }
    for indicator in indicators:
        own = {
            year: latest[place]
            for year in indicator.contract.years
            if (place := (indicator.pk, year)) in latest
        }
        yield SignedTerms(
            indicator,
            {year: Target(each.seuil, each.objectif) for year, each in own.items()},
            {year: TargetKind(each.kind) for year, each in own.items()},
            indicator.first_year,
            indicator.weight,
        )


def add_version(change: Change, version: TargetVersion, signed: Iterable[SignedTerms]) -> None:
    """Every year, also those that do not change: a version is complete, and older ones need not be read."""
    listed = list(signed)
    # First, as the database refuses a target of a version without them.
    append_terms(
        VersionTerms(
            indicator=each.indicator,
            version=version,
            change=change,
            first_year=each.first_year,
            weight=each.weight,
        )
        for each in listed
    )
    TargetRevision.objects.bulk_create(
        TargetRevision(
            indicator=each.indicator,
            version=version,
            change=change,
            year=year,
            kind=each.kinds[year],
            seuil=target.seuil,
            objectif=target.objectif,
            is_named=year in each.named,
        )
        for each in listed
        for year, target in sorted(each.targets.items())
    )


def append_terms(rows: Iterable[VersionTerms]) -> None:
    """Append these rows, of the version signed last of each indicator, and point to them. The contract is locked by the
    caller.
    """
    for row in VersionTerms.objects.bulk_create(rows):
        Indicator.objects.filter(pk=row.indicator_id).update(current_terms=row)


def _kind(standing: SignedTerms, year: int, target: Target) -> TargetKind:
    """A year whose target is still to be settled stays so until it gets one."""
    if target.objectif is not None:
        return TargetKind.DEFINI
    if target == standing.target(year):
        return standing.kinds.get(year, TargetKind.SANS_CIBLE)
    return TargetKind.SANS_CIBLE
