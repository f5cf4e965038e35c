"""What the pages of a contract are made of, read in a constant number of queries whatever the number of
indicators.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from commitments.models import Contract
from indicators.domain.model import Attainment, Fact, Status
from indicators.domain.periods import Month
from indicators.models import ActualRevision, Indicator, PendingRecompute
from indicators.models import Attainment as AttainmentRow
from indicators.models.actual import FACT_COLUMNS, fact_of
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
)


@dataclass(frozen=True, slots=True)
class TrendMonth:
    """A month of a trend line: value and targets to date, annual targets, and the fact when one was reported."""

    month: Month
    status: Status
    value: Decimal | None
    seuil: Decimal | None
    objectif: Decimal | None
    seuil_annual: Decimal | None
    objectif_annual: Decimal | None
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """An indicator at the reference month, at the compared month and at the end of the year, with its whole
    trend.

    An attainment is None until the first recompute. `december` bears the targets that the projection is
    judged against.
    """

    indicator: Indicator
    now: Attainment | None
    compared: Attainment | None
    december: Attainment | None
    trend: tuple[TrendMonth, ...]
    is_pending: bool


def indicator_states(
    contract: Contract, month: Month, compared: Month, indicators: Sequence[Indicator] | None = None
) -> list[IndicatorState]:
    """Every indicator of a contract (or those given) in order. Five queries."""
    if indicators is None:
        indicators = list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))
    keys = [indicator.pk for indicator in indicators]
    months = (month, compared, Month(month.year, 12))
    rows = _rows(keys, months)
    trends = _trends(keys)
    pending = set(PendingRecompute.objects.filter(indicator__in=keys).values_list("indicator_id", flat=True))
    states = []
    for indicator in indicators:
        now, before, december = (
            attainment_of(row, indicator.definition) if row else None
            for row in (rows.get((indicator.pk, wanted.first_day)) for wanted in months)
        )
        states.append(
            IndicatorState(indicator, now, before, december, trends[indicator.pk], indicator.pk in pending)
        )
    return states


def _rows(keys: Sequence[int], months: Sequence[Month]) -> Mapping[tuple[int, date], AttainmentRow]:
    days = {month.first_day for month in months}
    rows = AttainmentRow.objects.filter(indicator__in=keys, month__in=days)
    return {(row.indicator_id, row.month): row for row in rows}


def _trends(keys: Sequence[int]) -> Mapping[int, tuple[TrendMonth, ...]]:
    # Thousands of months: columns, and no instance of a model for each.
    revisions = ActualRevision.objects.filter(indicator__in=keys, current_of__isnull=False)
    facts = {
        (key, day): fact_of(*columns)
        for key, day, *columns in revisions.values_list("indicator_id", "month", *FACT_COLUMNS)
    }
    trends: dict[int, list[TrendMonth]] = defaultdict(list)
    rows = AttainmentRow.objects.filter(indicator__in=keys).order_by("indicator", "month")
    for key, day, status, *figures in rows.values_list(*TREND_COLUMNS):
        value, seuil, objectif, seuil_annual, objectif_annual = figures
        trends[key].append(
            TrendMonth(
                month=Month.of(day),
                status=Status(status),
                value=value,
                seuil=seuil,
                objectif=objectif,
                seuil_annual=seuil_annual,
                objectif_annual=objectif_annual,
                fact=facts.get((key, day)),
            )
        )
    return defaultdict(tuple, {key: tuple(months) for key, months in trends.items()})
