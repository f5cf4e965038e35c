"""One month of all the indicators that a person enters, with all their fields, in one form."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.clock import localdate
from accounts.models import User
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.month.page import conflict_sentence, standing_sentence
from dashboards.month.sheet_forms import RowForm
from dashboards.month.views import record
from indicators.access import fillable_or_404, month_in_contract_or_404
from indicators.domain.entry import needs_reason
from indicators.models import Indicator
from indicators.refusals import reason_to_refuse
from indicators.selectors import Known, MonthRecord, known, locks_on, states_of


@dataclass(frozen=True, slots=True)
class IndicatorMonth:
    """An indicator with the state of its month in words and its form; `refusal` says why it cannot be entered,
    `conflict` what somebody else wrote since the page was shown.
    """

    indicator: Indicator
    standing: str
    refusal: Refusal | None
    form: RowForm
    conflict: str = ""

    @property
    def is_rejected(self) -> bool:
        return self.form.is_bound


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, body: str, contract: str, month: str) -> HttpResponse:
    """One save for the page: each indicator is accepted or refused by itself; what is refused stays as it was typed."""
    of_person, indicators = fillable_or_404(request.user, body, contract)
    shown = month_in_contract_or_404(of_person, month)
    if not isinstance(request.user, User):
        raise PermissionDenied
    sheet = Sheet(of_person, indicators, shown, request.user)
    if request.method != "POST":
        return _page(request, sheet, sheet.rows())
    rejected = sheet.save(request.POST)
    if sheet.saved:
        messages.success(request, _saved(sheet.saved))
    elif not rejected:
        messages.info(request, "Rien n’a changé dans cette page\u00a0: il n’y avait rien à enregistrer.")
    if not rejected:
        return redirect("month_sheet", body, contract, shown)
    return _page(request, sheet, sheet.rows(rejected), status=422)


class Sheet:
    """The month of these indicators for one person; `saved` are the names of those that were written."""

    def __init__(self, contract: Contract, indicators: Sequence[Indicator], month: Month, user: User) -> None:
        self.contract, self.indicators, self.month, self.user = contract, indicators, month, user
        self.saved: list[str] = []

    def save(self, sent: QueryDict) -> dict[str, IndicatorMonth]:
        """Write what was typed; the rows that were refused, by code."""
        rejected = {}
        facts = known(self.indicators)
        for row in self.rows(sent=sent, facts=facts):
            if row.form.is_typed:
                standing = facts[row.indicator.pk].records.get(self.month)
                if problem := self._write(row, standing, facts[row.indicator.pk], sent):
                    rejected[row.indicator.code] = problem
                else:
                    self.saved.append(row.indicator.short_label)
        return rejected

    def _write(
        self, row: IndicatorMonth, standing: MonthRecord | None, facts: Known, sent: QueryDict
    ) -> IndicatorMonth | None:
        """None when it is written, else the row as it was typed with the reason."""
        # Before any field is judged: who typed on an empty month owes no reason yet, but a choice.
        if row.form.was_opened_on_another_version(standing.version if standing else 0):
            return self._conflict(row, standing, sent)
        if not row.form.is_valid():
            return row
        try:
            record(row.form, facts.series, self.user)
        except StaleVersion:
            now = known([row.indicator])[row.indicator.pk].records.get(self.month)
            return self._conflict(row, now, sent)
        except Refusal as refusal:
            row.form.add_error("comment" if refusal.code == "comment_missing" else None, refusal.message)
            return row
        return None

    def _conflict(self, row: IndicatorMonth, standing: MonthRecord | None, sent: QueryDict) -> IndicatorMonth:
        """The row as it was typed, now from the version that stands: saving it again is the person's choice."""
        typed = sent.copy()
        typed[row.form.add_prefix("version")] = str(standing.version if standing else 0)
        form = self._form(row.indicator, standing, typed)
        form.errors.clear()
        sentence = conflict_sentence(row.indicator.definition, standing, self.user.pk)
        return IndicatorMonth(row.indicator, row.standing, row.refusal, form, sentence)

    def _form(
        self, indicator: Indicator, standing: MonthRecord | None, sent: QueryDict | None = None
    ) -> RowForm:
        return RowForm(
            sent,
            indicator=indicator,
            month=self.month,
            needs_reason=needs_reason(standing, self.user.pk),
            standing=standing,
        )

    def rows(
        self,
        rejected: dict[str, IndicatorMonth] | None = None,
        *,
        sent: QueryDict | None = None,
        facts: dict[int, Known] | None = None,
    ) -> list[IndicatorMonth]:
        """A constant number of queries, whatever the number of indicators."""
        facts = facts or known(self.indicators)
        today = localdate()
        locks = locks_on(self.contract, today)
        closed = {each for each, lock in locks.items() if lock.is_closed}
        rows = []
        for indicator in self.indicators:
            standing = facts[indicator.pk].records.get(self.month)
            state = states_of(indicator, facts[indicator.pk], [self.month], today=today, locks=locks)
            holds = standing is not None and standing.fact is not None
            refusal = reason_to_refuse(indicator, self.month, today=today, closed=closed, holds_value=holds)
            sentence = standing_sentence(indicator.definition, standing, state[self.month])
            if kept := (rejected or {}).get(indicator.code):
                rows.append(IndicatorMonth(indicator, sentence, refusal, kept.form, kept.conflict))
            else:
                form = self._form(indicator, standing, sent)
                rows.append(IndicatorMonth(indicator, sentence, refusal, form))
        return rows


def _saved(names: Sequence[str]) -> str:
    verb = french.plural(len(names), "est enregistré", "sont enregistrés")
    return f"{french.listing(names)} {verb}."


def _page(request: HttpRequest, sheet: Sheet, rows: list[IndicatorMonth], status: int = 200) -> HttpResponse:
    context = {
        "contract": sheet.contract,
        "month": sheet.month,
        "before": _entered_month(sheet.contract, sheet.month.plus(-1)),
        "after": _entered_month(sheet.contract, sheet.month.plus(1)),
        "lines": rows,
        "rejected": [each for each in rows if each.is_rejected],
        "can_save": any(each.refusal is None or each.is_rejected for each in rows),
    }
    return render(request, "month/sheet.html", context, status=status)


def _entered_month(contract: Contract, month: Month) -> Month | None:
    """A neighbouring month, if it has such a page and may hold something already."""
    return month if month.year in contract.years and month.first_day <= localdate() else None
