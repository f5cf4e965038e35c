"""All that a review tells, as known at the end of its day: a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commitments.models import Contract, Engagement, Fiche
from commitments.selectors import Item, items_of
from cpg.shared.periods import Month
from dashboards.documents.content.commentary import Entries, entries_at
from dashboards.documents.sections import texts_of, year_looked_at
from dashboards.models.resolution import ResolutionRevision
from dashboards.models.review import Review, ReviewKind, ReviewText
from indicators.domain import reference_month
from indicators.domain.attainment import attain_months
from indicators.domain.model import Attainment
from indicators.models import Indicator, TargetRevision
from indicators.selectors import Known, known, sequence_of


@dataclass(frozen=True, slots=True)
class ReviewScope:
    """`month` is the one whose entry deadline has passed on the day; `years` are the ones looked at."""

    kind: ReviewKind
    day: date
    month: Month
    years: tuple[int, ...]
    known_at: int


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator at the month of the review, and at the end of each year looked at (or at that month)."""

    indicator: Indicator
    known: Known
    by_year: Mapping[int, Attainment]
    now: Attainment


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    contract: Contract
    scope: ReviewScope
    measured: tuple[Measured, ...]
    items: tuple[Item, ...]
    fiches: tuple[Fiche, ...]
    engagements: tuple[Engagement, ...]
    targets: tuple[TargetRevision, ...]
    texts: Mapping[str, ReviewText]
    resolutions: tuple[ResolutionRevision, ...]
    commentaries: Entries

    def text(self, section: str) -> str:
        return self.texts[section].text if section in self.texts else ""


def facts_of(review: Review, texts_at: int) -> ReviewFacts:
    contract = review.contract
    scope = scope_of(review)
    measured = _measured(contract, scope)
    return ReviewFacts(
        contract=contract,
        scope=scope,
        measured=measured,
        items=tuple(items_of(contract, review.day, known_at=scope.known_at)),
        fiches=tuple(Fiche.objects.filter(contract=contract).order_by("position")),
        engagements=tuple(
            Engagement.objects.filter(fiche__contract=contract)
            .select_related("fiche")
            .order_by("fiche__position", "position")
        ),
        targets=_targets(contract, scope.known_at, measured),
        texts=texts_of(review, texts_at),
        resolutions=_resolutions(contract, scope.known_at),
        commentaries=entries_at(contract, scope.month, [each.known for each in measured], scope.known_at),
    )


def scope_of(review: Review) -> ReviewScope:
    contract, kind = review.contract, ReviewKind(review.kind)
    month = reference_month(review.day, contract.entry_delay_days, contract.first_year, contract.last_year)
    year = year_looked_at(contract, review.day) if kind is ReviewKind.ANNUAL else None
    if year is None:
        years = tuple(range(contract.first_year, month.year + 1))
    else:
        month, years = min(month, Month(year, 12)), (year,)
    known_at = sequence_of(contract, review.day)
    return ReviewScope(kind, review.day, month, years, known_at or 0)


def _resolutions(contract: Contract, known_at: int) -> tuple[ResolutionRevision, ...]:
    """The last revision of each decision of the committee, in the order in which they were taken."""
    revisions = ResolutionRevision.objects.filter(
        resolution__contract=contract, change__sequence__lte=known_at
    ).select_related("resolution", "owner")
    last = {each.resolution_id: each for each in revisions.order_by("resolution__number", "version")}
    return tuple(last.values())


def _measured(contract: Contract, scope: ReviewScope) -> tuple[Measured, ...]:
    indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    found = known(indicators, scope.known_at)
    ends = {year: min(Month(year, 12), scope.month) for year in scope.years}
    return tuple(_of(found[each.pk], ends) for each in indicators)


def _of(found: Known, ends: Mapping[int, Month]) -> Measured:
    attained: Sequence[Attainment] = attain_months(found.series, list(ends.values()))
    by_year = dict(zip(ends, attained, strict=True))
    return Measured(found.indicator, found, by_year, by_year[max(by_year)])


def _targets(contract: Contract, known_at: int, measured: Sequence[Measured]) -> tuple[TargetRevision, ...]:
    """Every revision of every target, in the order in which they were signed, of the indicators as defined then."""
    revisions = TargetRevision.objects.filter(
        indicator__contract=contract, change__sequence__lte=known_at
    ).select_related("version__change")
    ordered = list(revisions.order_by("version__number", "indicator__position", "year", "change__sequence"))
    indicators = {each.indicator.pk: each.indicator for each in measured}
    for revision in ordered:
        revision.indicator = indicators[revision.indicator_id]
    return tuple(ordered)
