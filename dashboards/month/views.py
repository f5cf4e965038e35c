"""Entering or correcting one month."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views import View

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.moves import may_take_back
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Origin
from cpg.shared import french
from cpg.shared.periods import Month
from cpg.shared.typed import typed
from dashboards.addresses import month_url
from dashboards.month.forms import MonthForm, MonthVersionForm
from dashboards.month.page import MonthPage, past_months
from dashboards.proofs.forms import EvidenceForm
from dashboards.shared.forms import REASON_TOO_LONG
from indicators.access import indicator_or_404, month_or_404
from indicators.domain import attain, is_due_by_calendar
from indicators.domain.entry import needs_comment, needs_reason
from indicators.domain.model import Series
from indicators.handovers import histories
from indicators.models import Indicator, PendingRecompute
from indicators.plausibility import doubts
from indicators.recording import MonthStep, attach, put, submit, unsubmit
from indicators.refusals import reason_to_refuse
from indicators.selectors import evidence_of, known, locks_on, states_of

UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."


class MonthView(LoginRequiredMixin, View):
    """The form of one month. It works without JavaScript and keeps what was typed whatever happens."""

    is_attaching = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if isinstance(request.user, User):
            self.user = request.user
            self.indicator = indicator_or_404(self.user, kwargs["body"], kwargs["contract"], kwargs["code"])
            self.month = month_or_404(self.indicator, kwargs["month"])
            if not may(self.user, Verb.RECORD, self.indicator):
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **address: str) -> HttpResponse:
        page = read_page(self.indicator, self.month, self.user)
        form = month_form(page)
        return self._render(page, form)

    def post(self, request: HttpRequest, **address: str) -> HttpResponse:
        page = read_page(self.indicator, self.month, self.user)
        form = month_form(page, request.POST)
        proofs = EvidenceForm(request.POST, request.FILES)
        # Before any field is judged: who opened the form on an empty month owes no reason yet, but a choice.
        if form.was_opened_on_another_version(page.version):
            return self._show_conflict(proofs)
        if not (proofs.is_valid() and form.is_valid()):
            return self._show_errors(page, form, proofs)
        try:
            record(form, page.series, self.user)
        except StaleVersion:
            return self._show_conflict(proofs)
        except Refusal as refusal:
            form.add_error("comment" if refusal.code == "comment_missing" else None, refusal.message)
            return self._show_errors(page, form, proofs)
        self._report_saved(page, form)
        self._attach_proof_of(proofs)
        return redirect(page.back)

    def _attach_proof_of(self, proofs: EvidenceForm) -> None:
        """The value is recorded, whatever its proof is worth: a refused one can be sent again, alone."""
        if proofs.proof is None:
            return
        try:
            attach(
                indicator=self.indicator,
                month=self.month,
                proof=proofs.proof,
                actor=self.user,
                origin=Origin.FORM,
            )
        except Refusal as refusal:
            messages.warning(self.request, f"La preuve n’est pas jointe. {refusal.message}")

    def _show_errors(self, page: MonthPage, form: MonthForm, proofs: EvidenceForm) -> HttpResponse:
        proofs.ask_again()
        return self._render(page, form, proofs, status=422)

    def _show_conflict(self, proofs: EvidenceForm) -> HttpResponse:
        """Show the other person's value, and the form as it was typed, now from the version that stands."""
        page = replace(read_page(self.indicator, self.month, self.user), has_conflict=True)
        typed = self.request.POST.copy()
        typed["version"] = str(page.version)
        choice = month_form(page, typed)
        choice.errors.clear()
        proofs.ask_again()
        return self._render(page, choice, proofs, status=409)

    def _report_saved(self, page: MonthPage, form: MonthForm) -> None:
        if PendingRecompute.objects.filter(indicator=self.indicator).exists():
            messages.success(self.request, "Valeur enregistrée. L’atteinte est en cours de calcul.")
        else:
            messages.success(self.request, "Valeur enregistrée, atteinte recalculée.")
        for doubt in doubts(page.series, self.month, form.fact):
            messages.warning(self.request, f"À vérifier\u00a0: {doubt.sentence}")

    def _render(
        self, page: MonthPage, form: MonthForm, proofs: EvidenceForm | None = None, status: int = 200
    ) -> HttpResponse:
        proofs = proofs or EvidenceForm()
        context = {
            "page": page,
            "form": form,
            "proofs": proofs,
            "is_attaching": self.is_attaching,
            "contract": self.indicator.contract,
        }
        return render(self.request, "month/form.html", context, status=status)


class SubmitMonthView(MonthView):
    """Handing over the month that stands, from its own page or the indicator's."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **address: str) -> HttpResponse:
        page = read_page(self.indicator, self.month, self.user)
        page = replace(page, answer=typed(request.POST, "reponse"))
        form = MonthVersionForm(request.POST)
        if not form.is_valid():
            return self._refuse(page, REASON_TOO_LONG if "version" in form.cleaned_data else UNREADABLE)
        version, answer = form.cleaned_data["version"], form.cleaned_data["reponse"]
        step = MonthStep(self.indicator, self.month, version, answer)
        try:
            submit(contract=self.indicator.contract, steps=[step], actor=self.user, origin=Origin.FORM)
        except Refusal as refusal:
            return self._refuse(page, refusal.message, 409 if isinstance(refusal, StaleVersion) else 422)
        name = french.sentence(french.month_name(self.month.year, self.month.number))
        messages.success(request, f"{name} est soumis\u00a0: il attend sa validation.")
        return redirect(page.back)

    def _refuse(self, page: MonthPage, message: str, status: int = 422) -> HttpResponse:
        """The month's own page with its form, where what is refused can be corrected."""
        form = month_form(page)
        return self._render(replace(page, submit_refusal=message), form, status=status)


class UnsubmitMonthView(SubmitMonthView):
    """Taking back a submission on which nobody decided, from the month's own page."""

    def post(self, request: HttpRequest, **address: str) -> HttpResponse:
        page = read_page(self.indicator, self.month, self.user)
        form = MonthVersionForm(request.POST)
        if not form.is_valid():
            return self._refuse(page, UNREADABLE)
        step = MonthStep(self.indicator, self.month, form.cleaned_data["version"])
        try:
            unsubmit(contract=self.indicator.contract, steps=[step], actor=self.user, origin=Origin.FORM)
        except Refusal as refusal:
            return self._refuse(page, refusal.message, 409 if isinstance(refusal, StaleVersion) else 422)
        name = french.month_name(self.month.year, self.month.number)
        messages.success(request, f"La soumission est retirée\u00a0: {name} est de nouveau un brouillon.")
        return redirect(month_url(self.indicator, self.month))


def month_form(page: MonthPage, sent: QueryDict | None = None) -> MonthForm:
    """The form of the page: what the month holds, or what was sent."""
    return MonthForm(
        sent,
        indicator=page.indicator,
        month=page.month,
        needs_reason=page.needs_reason,
        standing=page.standing,
    )


def record(form: MonthForm, series: Series, user: User) -> None:
    """Write what a valid form says of its month; `series` is the indicator's as it is now."""
    comment = form.cleaned_data["comment"].strip()
    written = replace(series, facts={**series.facts, form.month: form.fact})
    put(
        indicator=form.indicator,
        month=form.month,
        fact=form.fact,
        expected_version=form.cleaned_data["version"],
        actor=user,
        origin=Origin.FORM,
        comment=comment,
        appreciation=form.cleaned_data["appreciation"],
        reason=form.cleaned_data.get("reason", ""),
        # Asked now, while the person who knows why is here.
        needs_comment=needs_comment(written, form.month, comment),
    )


def read_page(indicator: Indicator, month: Month, user: User) -> MonthPage:
    """Everything the page shows, as it stands now."""
    found = known([indicator])[indicator.pk]
    today = localdate()
    locks = locks_on(indicator.contract, today)
    state = states_of(indicator, found, [month], today=today, locks=locks)[month]
    standing = found.records.get(month)
    history = histories([(indicator.pk, month)]).get((indicator.pk, month), [])
    return MonthPage(
        indicator=indicator,
        month=month,
        standing=standing,
        past_months=past_months(found, month),
        series=found.series,
        status=attain(found.series, month).status,
        needs_reason=needs_reason(standing, user.pk),
        reader_pk=user.pk,
        evidence=evidence_of(indicator, month),
        state=state,
        refusal=reason_to_refuse(
            indicator,
            month,
            today=today,
            closed={month} if state.is_closed else (),
            holds_value=standing is not None and standing.fact is not None,
        ),
        lock=locks.get(month),
        may_submit=may(user, Verb.SUBMIT, indicator),
        history=history,
        may_take_back=may_take_back(user, indicator, history),
        may_reopen=may(user, Verb.LOCK, indicator),
        may_neutralise=may(user, Verb.NEUTRALISE, indicator)
        and is_due_by_calendar(indicator.definition, indicator.first_year, month),
    )
