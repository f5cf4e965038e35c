"""What the page of a month shows for all the indicators that a person enters."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.month.forms import MonthForm, initial_of
from dashboards.month.page import standing_sentence
from indicators.domain.entry import needs_reason
from indicators.models import Indicator
from indicators.refusals import reason_to_refuse
from indicators.selectors import known, locks_on, states_of


@dataclass(frozen=True, slots=True)
class SheetLine:
    """An indicator with the state of its month in words and its form; `refusal` says why it cannot be entered."""

    indicator: Indicator
    standing: str
    refusal: Refusal | None
    form: MonthForm


@dataclass(frozen=True, slots=True)
class SheetPage:
    """`before` and `after` are the months beside it that have such a page."""

    month: Month
    lines: tuple[SheetLine, ...]
    before: Month | None
    after: Month | None


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
        explained = needs_reason(standing, user.pk)
        lines.append(
            SheetLine(
                indicator=indicator,
                standing=standing_sentence(indicator.definition, standing, state),
                refusal=refusal,
                form=MonthForm(
                    indicator=indicator,
                    needs_reason=explained,
                    initial=initial_of(standing),
                    auto_id=f"{indicator.code}_%s",
                ),
            )
        )
    return SheetPage(
        month=month,
        lines=tuple(lines),
        before=_neighbour(contract, month.plus(-1)),
        after=_neighbour(contract, month.plus(1)),
    )


def _neighbour(contract: Contract, month: Month) -> Month | None:
    return month if month.year in contract.years and month.first_day <= localdate() else None
