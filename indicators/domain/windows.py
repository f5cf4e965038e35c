"""The calendar of an indicator: which months end a period, and which of them a first year makes due (RC-2)."""

from cpg.shared.periods import Month, months_between
from indicators.domain.model import Aggregation, Definition


def is_due_by_calendar(definition: Definition, first_year: int | None, month: Month) -> bool:
    """Whether a value is due in that month by the frequency; never before the first year, or without one."""
    in_time = first_year is not None and first_year <= month.year <= definition.contract_last_year
    return in_time and month.number % definition.frequency.months == 0


def next_due(definition: Definition, month: Month) -> Month:
    """The end of the period of the frequency that contains the month."""
    return month.plus(-month.number % definition.frequency.months)


def window(definition: Definition, month: Month) -> tuple[Month, ...]:
    """The months whose values make the value to date: the year's, or a running total's from the start (RC-4)."""
    runs = definition.aggregation is Aggregation.CUMUL_CONTRAT
    first = Month(definition.contract_first_year if runs else month.year, 1)
    return tuple(months_between(first, month))
