"""What keeps a quarter from being closed, indicator by indicator: missing, returned, not validated, unusual without a
comment, below the seuil without one, not what the Cnav has and nobody knows why. Computed from facts; no query.

A value that is missing or not validated counts wherever the quarter's row counts it: from January on, or from the
start of the contract for a running total. Doubts and comments are those of the quarter's own months.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from commitments.ledger.state import State
from cpg.shared.periods import Month, Quarter
from dashboards.models.checklist import PointKind, QuarterWaiver
from dashboards.reconciliation.differences import Difference
from dashboards.reconciliation.words import both_figures
from dashboards.shared.digests import digest_of, fact_words
from dashboards.shared.figures import period_text
from indicators.domain import attain
from indicators.domain.entry import is_explained
from indicators.domain.model import Absence, Attainment, Frequency, Status
from indicators.domain.provisional import counted_months
from indicators.domain.windows import window
from indicators.models import Indicator
from indicators.plausibility import Doubt, doubts
from indicators.selectors import Known, MonthRecord
from indicators.submission import OwedComment, owed_comment

# A kind, an indicator by its primary key, and a month.
type Place = tuple[str, int, date]
type Waivers = Mapping[Place, QuarterWaiver]

KIND_OF_STATE = {
    State.RETOURNE: PointKind.RETURNED,
    State.SAISI: PointKind.UNVALIDATED,
    State.SOUMIS: PointKind.UNVALIDATED,
}


@dataclass(frozen=True, slots=True)
class Point:
    """One month of an indicator that is not ready. `note` says more about it, `waiver` is the one that covers it as it
    is now, None where there is none or the point changed since.
    """

    kind: PointKind
    indicator: Indicator
    month: Month
    record: MonthRecord | None
    note: str
    digest: str
    waiver: QuarterWaiver | None = None

    @property
    def key(self) -> str:
        """Names the point as it was seen, for the forms of the page."""
        return f"{self.label}/{self.digest}"

    @property
    def label(self) -> str:
        """Names the point, whatever it was when it was seen."""
        return f"{self.kind.value}/{self.indicator.code}/{self.month}"

    @property
    def place(self) -> Place:
        return self.kind.value, self.indicator.pk, self.month.first_day

    @property
    def name(self) -> str:
        """`Délai de traitement (R24), septembre 2026`; of a quarter, `3e trimestre 2026`."""
        period = period_text(Frequency(self.indicator.defined.frequency), self.month)
        return f"{self.indicator.short_name}, {period}"

    @property
    def is_open(self) -> bool:
        return self.waiver is None

    @property
    def is_submitted(self) -> bool:
        return self.record is not None and self.record.state is State.SOUMIS


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts of an indicator and what they give at the end of the quarter. Of the quarter's months, `owed` says what
    they are owed a comment for, and `doubts` has the doubts, whether commented or not.
    """

    quarter: Quarter
    known: Known
    attained: Attainment
    owed: Mapping[Month, OwedComment]
    doubts: Mapping[Month, tuple[Doubt, ...]]

    @classmethod
    def of(cls, quarter: Quarter, known: Known) -> Self:
        """Each doubt is computed once: what is owed a comment has its own already."""
        records = _held(quarter, known)
        owed = {each.month: owed_comment(known.series, each.month, each.comment) for each in records}
        found = {
            each.month: owed[each.month].doubts or doubts(known.series, each.month, fact)
            for each in records
            if (fact := each.fact) is not None
        }
        listed = {month: of_month for month, of_month in found.items() if of_month}
        return cls(quarter, known, attain(known.series, quarter.last_month), owed, listed)

    @property
    def own_records(self) -> list[MonthRecord]:
        """Of the quarter's months, those that hold something."""
        return _held(self.quarter, self.known)

    @property
    def absences(self) -> list[MonthRecord]:
        """Absences with their reason, in the months of the value to date: nothing is to be entered for them."""
        series = self.known.series
        months = window(series.definition, self.quarter.last_month)
        records = (self.known.records.get(month) for month in months if month not in series.neutralised)
        return [record for record in records if record is not None and isinstance(record.fact, Absence)]

    @property
    def counted(self) -> list[MonthRecord]:
        """What the row is made of: the values that count, and the absences that say why there is none."""
        months = counted_months(self.known.series, self.quarter.last_month)
        values = [self.known.records[month] for month in months]
        return sorted([*values, *self.absences], key=lambda each: each.month)


def _held(quarter: Quarter, known: Known) -> list[MonthRecord]:
    records = (known.records.get(month) for month in quarter.months)
    return [record for record in records if record is not None and record.fact is not None]


def points_of(reading: Reading, waivers: Waivers, unsettled: Sequence[Difference] = ()) -> list[Point]:
    """In the order of the page, then of time. `unsettled` are the differences with the Cnav that nothing explains."""
    found = [*_missing(reading), *_unchecked(reading), *_doubtful(reading), *_uncommented(reading)]
    found += [
        _point(reading, PointKind.UNRECONCILED, each.month, each.digest, note=both_figures(each))
        for each in unsettled
    ]
    return [_with_waiver(point, waivers.get(point.place)) for point in found]


def _with_waiver(point: Point, waiver: QuarterWaiver | None) -> Point:
    if waiver is None or not waiver.is_waived or waiver.digest != point.digest:
        return point
    return Point(
        point.kind, point.indicator, point.month, point.record, point.note, point.digest, waiver=waiver
    )


def _point(reading: Reading, kind: PointKind, month: Month, *seen: object, note: str = "") -> Point:
    """`seen` is what a waiver of it was about."""
    indicator, record = reading.known.indicator, reading.known.records.get(month)
    digest = digest_of(kind.value, indicator.code, str(month), *seen)
    return Point(kind, indicator, month, record, note, digest)


def _missing(reading: Reading) -> Iterator[Point]:
    """A due month that holds nothing: an absence with its reason is not one. A value that came and was taken back makes
    another point than before."""
    for month in reading.attained.missing:
        record = reading.known.records.get(month)
        if record is None or record.fact is None:
            yield _point(reading, PointKind.MISSING, month, record.version if record else 0)


def _unchecked(reading: Reading) -> Iterator[Point]:
    for record in reading.counted:
        kind = KIND_OF_STATE.get(record.state)
        if kind is not None:
            note = record.reason if kind is PointKind.RETURNED else ""
            yield _point(reading, kind, record.month, record.version, note=note)


def _doubtful(reading: Reading) -> Iterator[Point]:
    """Unusual, and nobody said why. Validating it changes nothing of the doubt, so its state is not of the digest."""
    for record in reading.own_records:
        owed = reading.owed[record.month]
        if owed.doubts:
            yield _point(
                reading,
                PointKind.DOUBTFUL,
                record.month,
                fact_words(record.fact),
                [each.sentence for each in owed.doubts],
                note=owed.doubt,
            )


def _uncommented(reading: Reading) -> Iterator[Point]:
    """The comment that a month needs because it took the status below the seuil; or, where the quarter ends below it,
    one at least in the quarter.
    """
    records = reading.own_records
    owed = [each for each in records if reading.owed[each.month].falls_below_seuil]
    is_below = reading.attained.status is Status.SOUS_SEUIL
    if not owed and is_below and not any(is_explained(each.fact, each.comment) for each in records):
        owed = records[-1:]
    for record in owed:
        yield _point(
            reading,
            PointKind.UNCOMMENTED,
            record.month,
            fact_words(record.fact),
            reading.attained.status.value,
        )
