"""One month of all the indicators that a person enters, each with all its fields."""

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.month.forms import MonthForm
from dashboards.month.page import standing_sentence
from indicators.access import fillable_or_404, month_in_contract_or_404
from indicators.domain.entry import needs_reason
from indicators.models import Indicator
from indicators.refusals import reason_to_refuse
from indicators.selectors import known, locks_on, states_of


@dataclass(frozen=True, slots=True)
class IndicatorMonth:
    """An indicator with the state of its month in words and its form; `refusal` says why it cannot be entered."""

    indicator: Indicator
    standing: str
    refusal: Refusal | None
    form: MonthForm


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, month: str) -> HttpResponse:
    """Each form is that of the month's own page, which takes it and comes back here."""
    of_person, indicators = fillable_or_404(request.user, body, contract)
    shown = month_in_contract_or_404(of_person, month)
    context = {
        "contract": of_person,
        "month": shown,
        "before": _entered_month(of_person, shown.plus(-1)),
        "after": _entered_month(of_person, shown.plus(1)),
        "lines": _lines(of_person, indicators, shown, cast("User", request.user)),
    }
    return render(request, "month/sheet.html", context)


def _lines(contract: Contract, indicators: list[Indicator], month: Month, user: User) -> list[IndicatorMonth]:
    """A constant number of queries, whatever the number of indicators."""
    facts = known(indicators)
    today = localdate()
    locks = locks_on(contract, today)
    closed = {each for each, lock in locks.items() if lock.is_closed}
    lines = []
    for indicator in indicators:
        standing = facts[indicator.pk].records.get(month)
        state = states_of(indicator, facts[indicator.pk], [month], today=today, locks=locks)[month]
        form = MonthForm(
            indicator=indicator,
            month=month,
            needs_reason=needs_reason(standing, user.pk),
            standing=standing,
            auto_id=f"{indicator.code}_%s",
        )
        sentence = standing_sentence(indicator.definition, standing, state)
        holds = standing is not None and standing.fact is not None
        refusal = reason_to_refuse(indicator, month, today=today, closed=closed, holds_value=holds)
        lines.append(IndicatorMonth(indicator, sentence, refusal, form))
    return lines


def _entered_month(contract: Contract, month: Month) -> Month | None:
    """A neighbouring month, if it has such a page and may hold something already."""
    return month if month.year in contract.years and month.first_day <= localdate() else None
