"""Compute the attainment of an indicator at the end of a month, by all the rules together."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from cpg.shared.periods import Month
from indicators.domain.aggregation import level_before, value_over
from indicators.domain.chances.estimating import Estimator
from indicators.domain.exact import Due, decimal_of, exact_decimal, half_up
from indicators.domain.judgement import (
    POSITION_DECIMALS,
    Place,
    judge,
    judge_before_anything_is_due,
    judge_incomplete,
    place,
    score,
)
from indicators.domain.model import Aggregation, Attainment, Series, Status
from indicators.domain.projection import Position, pace, projection
from indicators.domain.targets import SignedTargets, YearTargets
from indicators.domain.timeline import Dues, Timeline

NO_TARGET = Due()
NOTHING_AHEAD = frozenset({Status.NEUTRALISE, Status.SANS_OBJET})
NO_GAP = frozenset({Status.NEUTRALISE, Status.SANS_OBJET, Status.NON_ECHU})


def attain(series: Series, month: Month) -> Attainment:
    """The attainment at the end of one month."""
    return attain_months(series, [month])[0]


def attain_all(series: Series) -> tuple[Attainment, ...]:
    """The attainment of every month of the contract, in order.

    No clock: months to come are computed too, and shown once they are over. So nothing has to be recomputed because
    a day has passed.
    """
    timeline = Timeline(series)
    return _attain(timeline, range(timeline.count))


def attain_months(series: Series, months: Iterable[Month]) -> tuple[Attainment, ...]:
    """The attainment of some months, in the order given."""
    timeline = Timeline(series)
    return _attain(timeline, [timeline.index(month) for month in months])


def position_at(series: Series, month: Month) -> Position | None:
    """What the rest of the year starts from at the end of a month; None where it starts from nothing (RC-14)."""
    timeline = Timeline(series)
    return MonthReading(timeline, SignedTargets(timeline), timeline.index(month)).position


def _attain(timeline: Timeline, indexes: Sequence[int]) -> tuple[Attainment, ...]:
    # The months and the targets of a series cost more to prepare than one month to judge: once for all months.
    targets = SignedTargets(timeline)
    estimator = Estimator(timeline, lambda index: MonthReading(timeline, targets, index))
    return tuple(MonthReading(timeline, targets, index).attainment(estimator) for index in indexes)


class MonthReading:
    """One month of a series with the intermediate results that several rules use.

    `value` is the published value, an integer scaled by the indicator's decimals. `by_case_6` says that nothing of the
    objectif is due yet (RC-11, case 6).
    """

    __slots__ = (
        "by_case_6",
        "due",
        "dues",
        "index",
        "is_floor",
        "is_incomplete",
        "missing",
        "months_due",
        "no_case",
        "power",
        "reported",
        "start",
        "status",
        "targets",
        "timeline",
        "value",
        "year",
    )

    def __init__(self, timeline: Timeline, targets: SignedTargets, index: int) -> None:
        self.timeline, self.targets, self.index = timeline, targets, index
        self.start = start = timeline.window_start(index)
        self.year: YearTargets | None = targets.at(index)
        self.dues: Dues = self.year.dues if self.year else timeline.dues(None)
        self.due = self.year.due_at(index) if self.year else NO_TARGET
        self.power = 10**timeline.definition.decimals
        self.months_due = self.dues.due[index + 1] - self.dues.due[start]
        self.missing = self.dues.missing[index + 1] - self.dues.missing[start]
        self.reported = timeline.reported[index + 1] - timeline.reported[start]
        self.value = self._value()
        self.is_incomplete = self._is_incomplete()
        accumulates, rises = timeline.definition.accumulates, timeline.definition.rises
        self.is_floor = self.is_incomplete and accumulates and rises and self.value is not None
        self.by_case_6 = False
        self.status = self._status()

    def _value(self) -> int | None:
        value = value_over(self.timeline, self.start, self.index)
        if value is None and self.timeline.definition.aggregation is Aggregation.ETAT:
            return level_before(self.timeline, self.index)
        return value

    def _is_incomplete(self) -> bool:
        """Whether too much is missing for the value to be judged as it is (RC-6)."""
        aggregation = self.timeline.definition.aggregation
        if aggregation.accumulates:
            return self.missing > 0
        if aggregation.takes_pair:
            return self.months_due - self.missing < 3 * self.months_due // 4
        latest = self.dues.last[self.index]
        since = 0 if aggregation is Aggregation.ETAT else self.start
        return (
            latest >= since
            and self.dues.is_missing(latest)
            and self.timeline.last_reported[self.index] <= latest
        )

    def _status(self) -> Status:
        """The first case that applies (RC-11). The order matters: it is that of the rule."""
        objectif = self.due.objectif
        if not self.months_due and self._counted(self.dues.neutralised):
            return Status.NEUTRALISE
        if objectif is None or self.year is None:
            return Status.SANS_OBJECTIF
        unmeasured = self._unmeasured(self.year)
        if unmeasured is not None or self.value is None:
            return unmeasured or Status.NON_RENSEIGNE
        value = self.value, self.power
        self.by_case_6 = objectif[0] == 0 and self.year.starts_from_zero
        if self.by_case_6:
            return judge_before_anything_is_due(
                self.timeline.definition, value, self.year.december, is_incomplete=self.is_incomplete
            )
        if self.is_incomplete:
            return judge_incomplete(self.timeline.definition, value, self.due.seuil, objectif)
        return judge(self.timeline.definition.direction, value, self.due.seuil, objectif)

    def _unmeasured(self, year: YearTargets) -> Status | None:
        """Cases 3 and 4: not due yet, or without object; None where there is a value to judge, or one is missing."""
        if year.version.first_year is not None and year.year < year.version.first_year:
            return Status.NON_ECHU
        without_object = self._counted(self.dues.without_object)
        is_expected = bool(self.months_due or without_object)
        if self.value is None and not is_expected:
            return Status.NON_ECHU
        is_silent = self.value is None or (
            self.timeline.definition.aggregation is Aggregation.ETAT and not self.reported
        )
        return Status.SANS_OBJET if is_silent and is_expected and not self.missing else None

    def _counted(self, sums: list[int]) -> int:
        return sums[self.index + 1] - sums[self.start]

    @property
    def position(self) -> Position | None:
        """What projections start from; None without a value, before the first year, or where nothing is expected."""
        if self.value is None or self.status in NOTHING_AHEAD or (self.is_incomplete and not self.is_floor):
            return None
        version = self.year.version if self.year else None
        first_year = version.first_year if version else None
        if first_year is not None and self.timeline.first_year + self.index // 12 < first_year:
            return None
        return Position(self.timeline, self.year, self.index, self.value, is_floor=self.is_floor)

    def attainment(self, estimator: Estimator) -> Attainment:
        """The published figures of the month, and what is estimated beside them."""
        timeline, index, definition = self.timeline, self.index, self.timeline.definition
        p, position = self._place(), self.position
        projected = projection(position) if position else None
        has_pairs = definition.aggregation.takes_pair and self.reported > 0
        return Attainment(
            month=timeline.month(index),
            status=self.status,
            value=self._decimal(self.value),
            quarter_value=self._decimal(self._quarter_value()),
            numerator=self._sum(timeline.numerators) if has_pairs else None,
            denominator=self._sum(timeline.denominators) if has_pairs else None,
            months_due=self.months_due,
            months_reported=self.reported,
            missing=self._missing_months(),
            no_case=self.reported > 0 and self.value is None,
            seuil_annual=self.year.seuil_annual if self.year else None,
            objectif_annual=self.year.objectif_annual if self.year else None,
            seuil_to_date=self.due.published_seuil,
            objectif_to_date=self.due.published_objectif,
            gap=self._gap(),
            score=self._score(p),
            position=None
            if p is None
            else decimal_of(half_up(p[0] * 10**POSITION_DECIMALS, p[1]), POSITION_DECIMALS),
            projection=projected,
            pace=pace(position) if position else None,
            target_version=self.year.version.label if self.year else "",
            is_floor=self.is_floor,
            weight=self.year.version.weight if self.year else None,
            estimate=estimator.estimate(position, projected) if position else None,
        )

    def _place(self) -> Place | None:
        if self.value is None or self.due.objectif is None:
            return None
        return place((self.value, self.power), self.due.seuil, self.due.objectif)

    @property
    def score(self) -> Decimal | None:
        return self._score(self._place())

    def _score(self, p: Place | None) -> Decimal | None:
        """A score for what is judged, and for a floor (RC-12). By case 6 it is all, nothing, or none."""
        is_scored_floor = self.status is Status.INCOMPLET and self.is_floor and not self.by_case_6
        if not is_scored_floor and not self.status.is_measured:
            return None
        is_reached = self.status is Status.ATTEINT
        return score(is_reached, None if self.by_case_6 else p, self.timeline.definition.credit)

    def _gap(self) -> Decimal | None:
        """Value minus objectif to date; none while the value is not judged, a floor apart (RC-9)."""
        if self.value is None or self.due.objectif is None or self.status in NO_GAP or self.by_case_6:
            return None
        if self.is_incomplete and not self.is_floor:
            return None
        objectif, whole = self.due.objectif
        decimals = self.timeline.definition.decimals + 2
        return decimal_of(half_up(100 * (self.value * whole - objectif * self.power), whole), decimals)

    def _quarter_value(self) -> int | None:
        """The same formula on the quarter's months; none for what accumulates while one is missing (RC-7)."""
        start = self.index - self.index % 3
        if (
            self.timeline.definition.accumulates
            and self.dues.missing[self.index + 1] > self.dues.missing[start]
        ):
            return None
        return value_over(self.timeline, start, self.index)

    def _missing_months(self) -> tuple[Month, ...]:
        if not self.missing:
            return ()
        missing = self.dues.missing
        months = self.dues.missing_months[missing[self.start] : missing[self.index + 1]]
        return tuple(self.timeline.month(index) for index in months)

    def _decimal(self, value: int | None) -> Decimal | None:
        return None if value is None else decimal_of(value, self.timeline.definition.decimals)

    def _sum(self, sums: list[int]) -> Decimal:
        return exact_decimal(self._counted(sums), self.timeline.decimals)
