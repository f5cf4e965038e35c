"""Which months are due and missing, their deadlines, and whether they are late."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cpg.shared.periods import Month
from indicators.domain.model import Amount, Pair, Series
from indicators.domain.timeline import Timeline, months_of_contract
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Due:
    """A due month without a value in its period. `until` is the last day to enter it in time."""

    indicator: Indicator
    month: Month
    until: date

    def is_late_on(self, day: date) -> bool:
        return day > self.until


def deadline(indicator: Indicator, month: Month) -> date:
    """The last day to enter a month in time: its end plus the delay of the indicator, or else of the contract."""
    return month.last_day + timedelta(days=indicator.delay_days)


def dues(indicators: Iterable[Indicator], series: Mapping[int, Series], today: date) -> list[Due]:
    """All due and missing months that have ended, the earliest deadline first.

    Neutralised months, those without object and those before the first year are not due (RC-2, RC-3, RC-6).
    """
    last = Month.of(today).plus(-1)
    missing = [
        Due(indicator, month, deadline(indicator, month))
        for indicator in indicators
        for month in _missing(series[indicator.pk], last)
    ]
    return sorted(missing, key=lambda due: (due.until, due.indicator.position))


def _missing(series: Series, last: Month) -> list[Month]:
    definition = series.definition
    count = 12 * (definition.contract_last_year - definition.contract_first_year + 1)
    months = [each for each in months_of_contract(definition.contract_first_year, count) if each <= last]
    if all(isinstance(series.facts.get(month), Amount | Pair) for month in months):
        # Most series have a value in every month: nothing is missing, and no timeline has to be made to know it.
        return []
    timeline = Timeline(series)
    return [month for month in months if timeline.is_missing(month)]


def to_enter(
    indicators: Iterable[Indicator], series: Mapping[int, Series], closed: Collection[Month], today: date
) -> list[Due]:
    """The dues that somebody can still enter: not in a closed month, and without an entry.

    A month entered as `non_disponible` is missing for the computation (RC-6), but nobody is reminded of it again.
    """
    return [
        due
        for due in dues(indicators, series, today)
        if due.month not in closed and due.month not in series[due.indicator.pk].facts
    ]
