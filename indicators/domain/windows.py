"""The calendar of an indicator: windows, due months, neutralised periods and missing values (RC-2, RC-3, RC-6)."""

from collections.abc import Iterable
from dataclasses import dataclass

from cpg.shared.periods import Month, months_between, months_of_quarter, months_of_year, period_ending
from indicators.domain.model import (
    Absence,
    AbsenceKind,
    Aggregation,
    Definition,
    Series,
)

type Months = tuple[Month, ...]


def is_due_by_calendar(definition: Definition, month: Month) -> bool:
    """Whether a value is due in that month by the frequency; never before the first year, or without one (RC-2)."""
    first = definition.first_year
    in_time = first is not None and first <= month.year <= definition.contract_last_year
    return in_time and month.number % definition.frequency.months == 0


def next_due(definition: Definition, month: Month) -> Month:
    """The end of the period of the frequency that contains the month."""
    return month.plus(-month.number % definition.frequency.months)


def window(definition: Definition, month: Month) -> Months:
    """The months whose values make the value to date: the year's, or a running total's since its start (RC-4)."""
    first = Month(month.year, 1)
    if definition.aggregation is Aggregation.CUMUL_CONTRAT:
        first = Month(definition.first_year or definition.contract_first_year, 1)
    return tuple(months_between(first, month))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The months of a series: reported, due and neutralised.

    `reported` are the months that hold a value and are not neutralised. `due` are the due months that are
    neither neutralised nor marked `sans_objet`. `neutralised` holds every month of the neutralised periods.
    """

    definition: Definition
    reported: frozenset[Month]
    due: frozenset[Month]
    neutralised_due: frozenset[Month]
    neutralised: frozenset[Month]

    def window(self, month: Month) -> Months:
        """The months whose values make the value to date (RC-4)."""
        return window(self.definition, month)

    def quarter(self, month: Month) -> Months:
        """The months of the quarter that contains it, up to it and within the window (RC-7)."""
        window = set(self.window(month))
        return tuple(each for each in months_of_quarter(month.year, month.quarter) if each in window)

    def reported_in(self, months: Iterable[Month]) -> Months:
        return tuple(month for month in months if month in self.reported)

    def due_in(self, months: Iterable[Month]) -> Months:
        return tuple(month for month in months if month in self.due)

    def missing_in(self, months: Iterable[Month]) -> Months:
        """The due months whose period has no value (RC-6)."""
        return tuple(month for month in self.due_in(months) if not self.reported_in(self._period(month)))

    def is_all_neutralised(self, months: Iterable[Month]) -> bool:
        """Whether there were due months and every one of them is neutralised (RC-11)."""
        listed = tuple(months)
        return any(month in self.neutralised_due for month in listed) and not self.due_in(listed)

    def counted_months(self, year: int, up_to: int) -> int:
        """n(m): the months of the year, up to that number, that are not neutralised (RC-3)."""
        return sum(month not in self.neutralised for month in months_of_year(year)[:up_to])

    def remaining_months(self, month: Month) -> int:
        """Rem: the months of the year after this one that are not neutralised (RC-14)."""
        return self.counted_months(month.year, 12) - self.counted_months(month.year, month.number)

    def _period(self, due: Month) -> Months:
        return period_ending(due, self.definition.frequency.months)


def calendar_of(series: Series) -> Calendar:
    """Build the calendar of a series, to be used for many months."""
    definition = series.definition
    due_by_calendar = [
        month
        for month in months_between(
            Month(definition.contract_first_year, 1), Month(definition.contract_last_year, 12)
        )
        if is_due_by_calendar(definition, month)
    ]
    neutralised_due = frozenset(month for month in due_by_calendar if month in series.neutralised)
    neutralised = frozenset(
        month for due in neutralised_due for month in period_ending(due, definition.frequency.months)
    )
    without_object = {
        month
        for month, fact in series.facts.items()
        if isinstance(fact, Absence) and fact.kind is AbsenceKind.SANS_OBJET
    }
    return Calendar(
        definition=definition,
        reported=frozenset(
            month
            for month, fact in series.facts.items()
            if not isinstance(fact, Absence) and month not in neutralised
        ),
        due=frozenset(due_by_calendar) - neutralised_due - without_object,
        neutralised_due=neutralised_due,
        neutralised=neutralised,
    )
