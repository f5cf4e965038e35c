"""All that was ever done about one indicator, as it is known: its months, their neutralisations, the closings of the
contract that concern it, its targets, its proofs. And all that was ever neutralised in a contract.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from commitments.models import Change, Contract
from cpg.shared.periods import Month
from indicators.domain.model import Target
from indicators.models import (
    Evidence,
    Indicator,
    LockRevision,
    NeutralisationRevision,
    TargetKind,
    TargetRevision,
)
from indicators.selectors import MonthRecord, history_of


@dataclass(frozen=True, slots=True)
class Signature:
    """Who acted, when, by which way; `sequence` orders the acts of a contract."""

    actor: str
    recorded_at: datetime
    origin: str
    sequence: int

    @classmethod
    def of(cls, change: Change) -> "Signature":
        return cls(str(change.actor or ""), change.recorded_at, change.origin, change.sequence)


@dataclass(frozen=True, slots=True)
class Neutralisation:
    month: Month
    is_neutralised: bool
    reason: str
    by: Signature


@dataclass(frozen=True, slots=True)
class NeutralisedPlace:
    """A due month of an indicator with all that was decided about it, the latest last."""

    indicator: Indicator
    month: Month
    version: int
    decisions: tuple[Neutralisation, ...]

    @property
    def is_neutralised(self) -> bool:
        return self.decisions[-1].is_neutralised


@dataclass(frozen=True, slots=True)
class Locking:
    """Months closed together, or one reopened until a day."""

    months: tuple[Month, ...]
    is_locked: bool
    open_until: date | None
    reason: str
    by: Signature


@dataclass(frozen=True, slots=True)
class YearTarget:
    """A year's target as an act left it; `before` is None where nothing was signed yet."""

    year: int
    before: Target | None
    after: Target
    is_to_be_settled: bool


@dataclass(frozen=True, slots=True)
class Targeting:
    """The years of a version that one act brought or changed."""

    version: str
    source: str
    reason: str
    years: tuple[YearTarget, ...]
    by: Signature


@dataclass(frozen=True, slots=True)
class Proving:
    """A proof attached to a month, or withdrawn from it."""

    month: Month
    name: str
    is_withdrawn: bool
    reason: str
    by: Signature


@dataclass(frozen=True, slots=True)
class Acts:
    history: Sequence[MonthRecord]
    neutralisations: Sequence[Neutralisation]
    lockings: Sequence[Locking]
    targetings: Sequence[Targeting]
    provings: Sequence[Proving]


def acts_of(indicator: Indicator, known_at: int | None = None) -> Acts:
    """Five queries. The indicator comes with its contract."""
    return Acts(
        history=history_of(indicator, known_at),
        neutralisations=_neutralisations(indicator, known_at),
        lockings=_lockings(indicator, known_at),
        targetings=_targetings(indicator, known_at),
        provings=_provings(indicator, known_at),
    )


def neutralised_places(contract: Contract) -> tuple[NeutralisedPlace, ...]:
    """Every due month that was ever neutralised, the latest first, then in the order of the contract. One query."""
    revisions = NeutralisationRevision.objects.filter(indicator__contract=contract)
    read = revisions.select_related("change__actor", "indicator__measure")
    places: dict[tuple[Indicator, Month], list[NeutralisationRevision]] = defaultdict(list)
    for each in read.order_by("-month", "indicator__position", "version"):
        places[each.indicator, Month.of(each.month)].append(each)
    return tuple(
        NeutralisedPlace(indicator, month, together[-1].version, tuple(map(_neutralisation, together)))
        for (indicator, month), together in places.items()
    )


def _known[T: QuerySet[Any]](revisions: T, known_at: int | None) -> T:
    found = revisions.select_related("change__actor")
    return found if known_at is None else found.filter(change__sequence__lte=known_at)


def _neutralisations(indicator: Indicator, known_at: int | None) -> list[Neutralisation]:
    revisions = _known(NeutralisationRevision.objects.filter(indicator=indicator), known_at)
    return [_neutralisation(each) for each in revisions]


def _neutralisation(revision: NeutralisationRevision) -> Neutralisation:
    return Neutralisation(
        Month.of(revision.month), revision.is_neutralised, revision.reason, Signature.of(revision.change)
    )


def _lockings(indicator: Indicator, known_at: int | None) -> list[Locking]:
    """Of the months in which the indicator may have values."""
    first = Month(indicator.first_year or indicator.contract.first_year, 1)
    revisions = LockRevision.objects.filter(contract=indicator.contract, month__gte=first.first_day)
    acts: dict[tuple[int, bool], list[LockRevision]] = defaultdict(list)
    for each in _known(revisions, known_at).order_by("month"):
        acts[each.change_id, each.is_locked].append(each)
    return [
        Locking(
            months=tuple(Month.of(each.month) for each in together),
            is_locked=together[0].is_locked,
            open_until=together[0].open_until,
            reason=together[0].reason or together[0].change.reason,
            by=Signature.of(together[0].change),
        )
        for together in acts.values()
    ]


def _provings(indicator: Indicator, known_at: int | None) -> list[Proving]:
    proofs = _known(Evidence.objects.filter(indicator=indicator), known_at)
    acts = []
    for each in proofs.select_related("change__actor", "withdrawn__actor"):
        month = Month.of(each.month)
        acts.append(Proving(month, each.name, False, "", Signature.of(each.change)))
        taken_back = each.withdrawn
        if taken_back is not None and (known_at is None or taken_back.sequence <= known_at):
            acts.append(Proving(month, each.name, True, taken_back.reason, Signature.of(taken_back)))
    return acts


def _targetings(indicator: Indicator, known_at: int | None) -> list[Targeting]:
    """Year by year, each revision beside the one that stood: of the same version, or of the one before it."""
    revisions = _known(TargetRevision.objects.filter(indicator=indicator), known_at)
    acts: dict[tuple[int, int], list[tuple[TargetRevision, YearTarget]]] = defaultdict(list)
    standing: dict[int, tuple[Target, bool]] = {}
    ordered = revisions.select_related("version", "change__actor").order_by(
        "version__number", "change__sequence", "year"
    )
    for each in ordered:
        after = Target(each.seuil, each.objectif), each.kind == TargetKind.A_DEFINIR
        before = standing.get(each.year)
        standing[each.year] = after
        if before != after:
            line = YearTarget(each.year, before[0] if before else None, *after)
            acts[each.change_id, each.version_id].append((each, line))
    return [
        Targeting(
            version=together[0][0].version.label,
            source=together[0][0].version.source,
            reason=together[0][0].change.reason,
            years=tuple(line for _, line in together),
            by=Signature.of(together[0][0].change),
        )
        for together in acts.values()
    ]
