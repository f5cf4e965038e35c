"""Since when a page says what changed: a closed quarter, or the end of a month, as it was known then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict
from django.utils import timezone

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month, Quarter, months_between
from dashboards.models.closing import QuarterClosing
from dashboards.shared.forms import AddressForm
from indicators.domain import reference_month
from indicators.selectors import sequence_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Since:
    """A quarter as it was last closed, or the day that ends a month. `month` is the one that was shown then."""

    day: date
    month: Month
    closing: QuarterClosing | None = None

    @property
    def key(self) -> str:
        """As the address names it: `2026T3`, `2026-10-31`."""
        return str(self.quarter) if self.closing else self.day.isoformat()

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.month)

    @property
    def name(self) -> str:
        """`l’arrêté du 3e trimestre 2026`, `le 31/10/2026`."""
        if self.closing:
            return f"l’arrêté du {french.quarter_name(self.quarter.year, self.quarter.number)}"
        return f"le {french.long_day(self.day)}"

    def known_at(self, contract: Contract) -> int:
        """One query for a day, none for a closing."""
        return self.closing.change.sequence if self.closing else sequence_of(contract, self.day) or 0


class SinceForm(AddressForm):
    """`?depuis=2026T3`; anything that cannot be chosen is the default."""

    depuis = forms.CharField(initial="")

    def chosen(self, choices: Sequence[Since]) -> Since | None:
        by_key = {each.key: each for each in choices}
        return by_key.get(self.asked["depuis"]) or next(iter(choices), None)


def chosen_since(query: QueryDict, choices: Sequence[Since]) -> Since | None:
    return SinceForm(query).chosen(choices)


def since_choices(contract: Contract, month: Month, today: date) -> list[Since]:
    """Closed quarters up to the month, the last first, the ends of the last twelve months, and the end of the quarter
    before, which commentaries compare with. Three queries at most.
    """
    choices = [*_closed(contract, month), *days(contract, month, today)]
    before = end_of_quarter_before(contract, month)
    return choices if before is None or before.key in {each.key for each in choices} else [*choices, before]


def _closed(contract: Contract, month: Month) -> list[Since]:
    """Each quarter as it was closed last."""
    closings = QuarterClosing.objects.filter(contract=contract).select_related("change").order_by("version")
    latest = {Quarter(each.year, each.quarter): each for each in closings}
    return [
        _as_closed(each)
        for quarter, each in sorted(latest.items(), key=lambda item: item[0].last_month, reverse=True)
        if quarter.last_month <= month
    ]


def _as_closed(closing: QuarterClosing) -> Since:
    day = timezone.localtime(closing.change.recorded_at).date()
    return Since(day, Quarter(closing.year, closing.quarter).last_month, closing)


def end_of_quarter_before(contract: Contract, month: Month, known_at: int | None = None) -> Since | None:
    """The quarter before as it was closed last by a sequence of the contract, None being now; else as it was known at
    the end of the month in which it was entered. None where it is before the contract, or nothing was known of it then
    that is not still so. Two queries.
    """
    end = month.end_of_quarter_before
    if end.year < contract.first_year:
        return None
    quarter = Quarter.of(end)
    closings = QuarterClosing.objects.filter(contract=contract, year=quarter.year, quarter=quarter.number)
    if known_at is not None:
        closings = closings.filter(change__sequence__lte=known_at)
    closing = closings.select_related("change").order_by("version").last()
    if closing is not None:
        return _as_closed(closing)
    day = end.plus(1).last_day
    then = sequence_of(contract, day) or 0
    is_known = 0 < then < (contract.sequence if known_at is None else known_at)
    return Since(day, end) if is_known and _shown(contract, day) == end else None


def days(contract: Contract, month: Month, today: date) -> list[Since]:
    """The ends of the last twelve months. No query."""
    first, last = Month(contract.first_year, 1), Month.of(today).plus(-1)
    months = list(months_between(max(first, last.plus(1 - MONTHS)), last))
    return [Since(each.last_day, min(_shown(contract, each.last_day), month)) for each in reversed(months)]


def _shown(contract: Contract, day: date) -> Month:
    """The month that pages showed on that day."""
    return reference_month(day, contract.entry_delay_days, contract.first_year, contract.last_year)
