"""What the pages of a contract are made of, read in a constant number of queries whatever the number of
indicators.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db.models import prefetch_related_objects

from accounts.clock import localdate
from commitments.ledger.state import State
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.shared.awaited import awaited, has_ended, without_chances
from dashboards.shared.coverage import expected_month, is_expected
from indicators.domain import Horizon, horizon
from indicators.domain.december import projected_status
from indicators.domain.model import Aggregation, Attainment, Definition, Fact, Series, Status
from indicators.domain.timeline import Timeline
from indicators.held import HeldMonths, held_months, series_holding
from indicators.models import Assignment, Indicator, PendingRecompute, StoredAttainment
from indicators.stored import attainment_of

TREND_COLUMNS = (
    "indicator",
    "month",
    "status",
    "value",
    "seuil_to_date",
    "objectif_to_date",
    "seuil_annual",
    "objectif_annual",
    "score",
    "weight",
    "is_floor",
    "months_reported",
)
NOTHING_HELD = (None, None, "")
# Of thousands of months, a look-up costs a third of a call of the enumeration.
STATUSES = {each.value: each for each in Status}


@dataclass(frozen=True)
class ContractFacts:
    """The indicators of a contract, who fills in each and its series: read when they are asked for, once for all the
    parts of a page. `given` are the indicators where they were read already, also where there are none.
    """

    contract: Contract
    given: Sequence[Indicator] | None = None

    @cached_property
    def indicators(self) -> list[Indicator]:
        if self.given is not None:
            return list(self.given)
        return list(self.contract.indicators.all().beside_their_contract().order_by("position"))

    @cached_property
    def assigned(self) -> list[Indicator]:
        """The same, each with its assignments and their people. Two queries."""
        prefetch_related_objects(self.indicators, "assignments__user")
        return self.indicators

    @property
    def assignments(self) -> Mapping[str, Sequence[Assignment]]:
        """By code: holders, then deputies."""
        return {each.code: list(each.assignments.all()) for each in self.assigned}

    @cached_property
    def held(self) -> HeldMonths:
        return held_months([each.pk for each in self.indicators])

    @cached_property
    def series(self) -> Mapping[int, Series]:
        """Four queries, and that of the months."""
        return series_holding(self.indicators, self.held)

    @cached_property
    def timelines(self) -> Mapping[int, Timeline]:
        """Those of the series; no query beyond theirs."""
        return {key: Timeline(series) for key, series in self.series.items()}


class TrendMonth(NamedTuple):
    """A month of a trend line: value, score and targets to date, annual targets, and when one was entered the fact
    with its state and what its author thinks of it ("" without an opinion). `counts`: its value is among those that
    make the value to date, which that of a neutralised period is not.
    """

    month: Month
    status: Status
    value: Decimal | None
    seuil: Decimal | None
    objectif: Decimal | None
    seuil_annual: Decimal | None
    objectif_annual: Decimal | None
    score: Decimal | None
    weight: Decimal | None
    is_floor: bool
    fact: Fact | None
    state: State | None
    appreciation: str
    counts: bool


@dataclass(frozen=True)
class IndicatorState:
    """An indicator at the month shown, at the compared month, at the end of the quarter before, of the year and of the
    contract, with its whole trend.

    An attainment is None until the first recompute. `december` has the targets that the projection is judged
    against, `last` those of the contract's last year. `has_ended`: the year is over today and nothing was entered after
    the month shown, of which nothing is estimated any more.
    """

    indicator: Indicator
    month: Month
    now: Attainment | None
    compared: Attainment | None
    quarter: Attainment | None
    december: Attainment | None
    last: Attainment | None
    trend: tuple[TrendMonth, ...]
    is_pending: bool
    has_ended: bool = False

    @cached_property
    def definition(self) -> Definition:
        return self.indicator.definition

    @property
    def status(self) -> Status | None:
        return self.now.status if self.now else None

    @property
    def has_turned(self) -> bool:
        """Whether it went from one status to another since the month compared."""
        return bool(self.now and self.compared and self.now.status is not self.compared.status)

    def without_past(self, attained: Attainment) -> Attainment:
        """What is still announced at the month shown: neither chance nor pace of a year that is over."""
        return without_chances(attained) if self.has_ended else attained

    @cached_property
    def awaited(self) -> str:
        """What is to be entered of a year that is over, as a sentence without its capital; "" of another."""
        return awaited(self.month, self.december.missing if self.december else ()) if self.has_ended else ""

    @cached_property
    def projected(self) -> Status | None:
        """How December would be judged if the projection came true."""
        return projected_status(self.definition, self.now, self.december)

    @cached_property
    def expected(self) -> Month | None:
        """The first month after the one shown at which something of it is due."""
        months = (
            (each.month, is_expected(each.status, each.objectif, each.objectif_annual)) for each in self.trend
        )
        return expected_month(months, self.month)

    @cached_property
    def stands_since(self) -> Month | None:
        """The month in which the level that still stands was reported; None for what is not a level."""
        if self.definition.aggregation is not Aggregation.ETAT:
            return None
        return max(
            (each.month for each in self.trend if each.counts and each.month <= self.month), default=None
        )

    @cached_property
    def horizon(self) -> Horizon | None:
        """Where the indicator already is before what the contract's last year asks."""
        return horizon(self.definition, self.now, self.last) if self.now and self.last else None


def not_begun(attained: Attainment) -> Attainment:
    """A month of a contract to come: what it would lack once it is over is not missing yet."""
    if attained.status is not Status.NON_RENSEIGNE:
        return attained
    return replace(attained, status=Status.NON_ECHU, months_due=0, missing=())


def as_it_is(attained: Attainment) -> Attainment:
    return attained


def indicator_states(
    contract: Contract,
    month: Month,
    compared: Month,
    indicators: Sequence[Indicator] | None = None,
    facts: ContractFacts | None = None,
) -> list[IndicatorState]:
    """Every indicator of a contract (or those given) in order; `facts` are what other parts of the page read too. Five
    queries.
    """
    read = facts or ContractFacts(contract, indicators)
    indicators = read.indicators
    keys = [indicator.pk for indicator in indicators]
    months = (
        month,
        compared,
        month.end_of_quarter_before,
        Month(month.year, 12),
        Month(contract.last_year, 12),
    )
    rows = _rows(keys, months)
    trends = _trends(indicators, read.held)
    pending = set(PendingRecompute.objects.filter(indicator__in=keys).values_list("indicator_id", flat=True))
    shown = not_begun if contract.is_to_come else as_it_is
    today, states = localdate(), []
    for indicator in indicators:
        definition = indicator.definition
        now, before, quarter, december, last = (
            shown(attainment_of(row, definition)) if row else None
            for row in (rows.get((indicator.pk, wanted.first_day)) for wanted in months)
        )
        entered = [each.month for each in trends[indicator.pk] if each.fact is not None]
        ended = has_ended(month, entered, today)
        states.append(
            IndicatorState(
                indicator=indicator,
                month=month,
                now=without_chances(now) if now and ended else now,
                compared=before,
                quarter=quarter,
                december=december,
                last=last,
                trend=trends[indicator.pk],
                is_pending=indicator.pk in pending,
                has_ended=ended,
            )
        )
    return states


def assignments_of(contract: Contract) -> Mapping[str, Sequence[Assignment]]:
    """Who fills in each indicator, by code: holders, then deputies. One query."""
    found: dict[str, list[Assignment]] = defaultdict(list)
    assignments = Assignment.objects.filter(indicator__contract=contract)
    for each in assignments.select_related("user", "indicator"):
        found[each.indicator.code].append(each)
    return found


def people_of(assignments: Mapping[str, Sequence[Assignment]]) -> Mapping[str, Mapping[str, str]]:
    """Names by username, by code."""
    return {
        code: {each.user.username: str(each.user) for each in assigned}
        for code, assigned in assignments.items()
    }


def _rows(keys: Sequence[int], months: Sequence[Month]) -> Mapping[tuple[int, date], StoredAttainment]:
    days = {month.first_day for month in months}
    rows = StoredAttainment.objects.filter(indicator__in=keys, month__in=days)
    return {(row.indicator_id, row.month): row for row in rows}


def _trends(indicators: Sequence[Indicator], held: HeldMonths) -> Mapping[int, tuple[TrendMonth, ...]]:
    running = {each.pk for each in indicators if each.definition.aggregation is Aggregation.CUMUL_CONTRAT}
    keys = [each.pk for each in indicators]
    trends: dict[int, list[TrendMonth]] = defaultdict(list)
    counted: dict[int, int] = defaultdict(int)
    rows = StoredAttainment.objects.filter(indicator__in=keys).order_by("indicator_id", "month")
    for key, day, status, *figures in rows.values_list(*TREND_COLUMNS):
        value, seuil, objectif, seuil_annual, objectif_annual, score, weight, is_floor, reported = figures
        if day.month == 1 and key not in running:
            counted[key] = 0
        fact, state, appreciation = held.get((key, day), NOTHING_HELD)
        trends[key].append(
            TrendMonth(
                month=Month.of(day),
                status=STATUSES[status],
                value=value,
                seuil=seuil,
                objectif=objectif,
                seuil_annual=seuil_annual,
                objectif_annual=objectif_annual,
                score=score,
                weight=weight,
                is_floor=is_floor,
                fact=fact,
                state=state if fact is not None else None,
                appreciation=appreciation,
                counts=reported > counted[key],
            )
        )
        counted[key] = reported
    return defaultdict(tuple, {key: tuple(months) for key, months in trends.items()})
