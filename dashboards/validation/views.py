"""The validation queue: looked at, and decided upon."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.deciding import Decision, MonthStep, Refusal, StaleVersion, decide
from dashboards.validation import Attempt, QueueFilters, validation_page
from dashboards.validation.rows import stale_sentence
from indicators.handovers import Handover, handovers
from indicators.models import Indicator

UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."
CLOSED = "Ce mois a été clos."
NOTHING_TICKED = "Cochez au moins un mois."
KEYS_AT_MOST = 2000


class DecisionForm(forms.Form):
    """`ligne` is there when the person decided on one row by its own button."""

    decision = forms.ChoiceField(choices=[(each.value, each.value) for each in Decision])
    motif = forms.CharField(required=False, max_length=500)
    ligne = forms.BooleanField(required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def queue(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not may(request.user, Verb.VALIDATE, found):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, found, request.user)
    form = DecisionForm(request.POST)
    steps = steps_of(found, request.POST.getlist("mois"))
    if not form.is_valid() or steps is None:
        return _page(request, found, request.user, Attempt(message=UNREADABLE), status=422)
    reason = form.cleaned_data["motif"]
    if not steps:
        return _page(request, found, request.user, Attempt(message=NOTHING_TICKED, reason=reason), status=422)
    decision = Decision(form.cleaned_data["decision"])
    try:
        decide(contract=found, decision=decision, steps=steps, reason=reason, actor=request.user)
    except Refusal as refusal:
        attempt = _attempt(steps, refusal, reason, is_of_one_row=form.cleaned_data["ligne"])
        status = 409 if isinstance(refusal, StaleVersion) else 422
        return _page(request, found, request.user, attempt, status)
    messages.success(request, _done(decision, len(steps)))
    return redirect(request.get_full_path())


def steps_of(contract: Contract, keys: list[str]) -> list[MonthStep] | None:
    """`CODE/2025-03/4`, as the page wrote them: the months that they name, None where one names nothing."""
    if len(keys) > KEYS_AT_MOST or any("\0" in key for key in keys):
        return None
    read = [key.split("/") for key in keys]
    codes = {parts[0] for parts in read}
    indicators = {
        each.code: each
        for each in Indicator.objects.filter(contract=contract, code__in=codes)
        .with_definition()
        .prefetch_related("assignments")
    }
    try:
        return [MonthStep(indicators[code], Month.parse(month), _version(text)) for code, month, text in read]
    except (ValueError, KeyError):
        return None


def _version(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _attempt(steps: list[MonthStep], refusal: Refusal, reason: str, *, is_of_one_row: bool) -> Attempt:
    """The refusal told where it belongs: beside each row, and above all for what waits no more."""
    refused = {steps[rank]: each for rank, each in refusal.by_place.items()}
    standing = handovers([step.place for step in refused])
    said = {step.place: _said(step, each, standing.get(step.place)) for step, each in refused.items()}
    return Attempt(
        places=frozenset(step.place for step in steps),
        by_place=said,
        elsewhere={step.place: f"{step.name} {said[step.place]}" for step in refused},
        message="" if refused else refusal.message,
        reason=reason,
        is_of_one_row=is_of_one_row,
    )


def _said(step: MonthStep, refusal: Refusal, standing: Handover | None) -> str:
    """In the words of someone who validates: with the other person's name, and the way out."""
    if isinstance(refusal, StaleVersion) and standing:
        return stale_sentence(step.indicator, standing)
    return CLOSED if refusal.code == "closed" else refusal.message


def _done(decision: Decision, count: int) -> str:
    months = french.sentence(f"{french.count_word(count)} mois")
    if decision is Decision.VALIDATE:
        return f"{months} {french.plural(count, 'validé', 'validés')}."
    returned = french.plural(count, "renvoyé", "renvoyés")
    return f"{months} {returned}, avec votre motif."


def _page(
    request: HttpRequest, contract: Contract, user: User, attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    filters = QueueFilters.of(request.GET)
    context = {
        "contract": contract,
        "filters": filters,
        "page": validation_page(contract, user, filters, attempt),
        "attempt": attempt,
        "address": request.get_full_path(),
    }
    return render(request, "validation/page.html", context, status=status)
