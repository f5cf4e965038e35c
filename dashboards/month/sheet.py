"""What the page of a month shows for all the indicators that a person enters."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import User
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.month.forms import MonthForm
from dashboards.month.initial import initial_of, owes_reason
from dashboards.month.page import standing_sentence
from indicators.models import Indicator
from indicators.recording import reason_to_refuse
from indicators.selectors import known, locks_on, states_of


@dataclass(frozen=True, slots=True)
class SheetLine:
    """An indicator with its form; `refusal` says why its month cannot be entered."""

    code: str
    label: str
    url: str
    standing: str
    refusal: str
    owes_reason: bool
    form: MonthForm


@dataclass(frozen=True, slots=True)
class Neighbour:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    month: Month
    lines: tuple[SheetLine, ...]
    grid: str
    before: Neighbour | None
    after: Neighbour | None


def sheet_page(contract: Contract, indicators: Sequence[Indicator], month: Month, user: User) -> SheetPage:
    """A constant number of queries, whatever the number of indicators."""
    found = known(indicators)
    today = localdate()
    locks = locks_on(contract, today)
    closed = {each for each, lock in locks.items() if lock.is_closed}
    lines = []
    for indicator in indicators:
        standing = found[indicator.pk].records.get(month)
        state = states_of(indicator, found[indicator.pk], [month], today=today, locks=locks)[month]
        refusal = reason_to_refuse(indicator, month, today=today, closed=closed)
        explained = owes_reason(standing, user)
        lines.append(
            SheetLine(
                code=indicator.code,
                label=indicator.label,
                url=reverse("month", args=[contract.body.code, contract.code, indicator.code, month]),
                standing=standing_sentence(indicator.definition, standing, state),
                refusal=refusal.message if refusal else "",
                owes_reason=explained,
                form=MonthForm(
                    indicator=indicator,
                    owes_reason=explained,
                    initial=initial_of(standing),
                    auto_id=f"{indicator.code}_%s",
                ),
            )
        )
    grid = reverse("entry", args=[contract.body.code, contract.code])
    return SheetPage(
        month=month,
        lines=tuple(lines),
        grid=f"{grid}?annee={month.year}&mois={month.number}",
        before=_neighbour(contract, month.plus(-1)),
        after=_neighbour(contract, month.plus(1)),
    )


def _neighbour(contract: Contract, month: Month) -> Neighbour | None:
    if month.year not in contract.years or month.first_day > localdate():
        return None
    url = reverse("month_sheet", args=[contract.body.code, contract.code, month])
    return Neighbour(french.month_name(month.year, month.number), url)
