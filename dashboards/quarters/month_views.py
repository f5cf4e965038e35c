"""Closed months: the list, reopening one until a day, and closing it again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.deciding import Refusal, StaleVersion, close_again, open_again
from dashboards.quarters.months_page import LockAttempt, closed_months_page
from indicators.access import month_in_contract_or_404

UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."
STALE = "Une autre personne a clos ou rouvert ce mois entre-temps\u00a0: relisez, puis décidez."


class ClosingForm(forms.Form):
    version = forms.IntegerField(min_value=0, error_messages={"invalid": UNREADABLE, "required": UNREADABLE})


class ReopeningForm(ClosingForm):
    motif = forms.CharField(
        max_length=500, error_messages={"required": "Dites pourquoi ce mois est rouvert."}
    )
    jusquau = forms.DateField(
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "required": "Dites jusqu’à quel jour ce mois est rouvert.",
            "invalid": "Écrivez ce jour comme 25/10/2025.",
        },
    )


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    return _page(request, contract_or_404(request.user, body, contract))


@require_POST
@login_required
def reopen(request: HttpRequest, body: str, contract: str, month: str) -> HttpResponse:
    found, wanted, user = _asked(request, body, contract, month)
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, wanted, _first_error(form))
    given = form.cleaned_data
    try:
        open_again(
            contract=found,
            month=wanted,
            version=given["version"],
            reason=given["motif"],
            until=given["jusquau"],
            actor=user,
        )
    except Refusal as refusal:
        return _refused(request, found, wanted, refusal)
    name = french.month_name(wanted.year, wanted.number)
    messages.success(
        request,
        f"{french.sentence(name)} est rouvert jusqu’au {french.day(given['jusquau'])}. "
        "Les fichiers déjà envoyés ne changent pas\u00a0: une correction demandera une nouvelle version du trimestre.",
    )
    return _back(found, wanted)


@require_POST
@login_required
def close(request: HttpRequest, body: str, contract: str, month: str) -> HttpResponse:
    found, wanted, user = _asked(request, body, contract, month)
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, wanted, _first_error(form))
    try:
        close_again(contract=found, month=wanted, version=form.cleaned_data["version"], actor=user)
    except Refusal as refusal:
        return _refused(request, found, wanted, refusal)
    name = french.month_name(wanted.year, wanted.number)
    messages.success(request, f"{french.sentence(name)} est de nouveau clos.")
    return _back(found, wanted)


def _asked(request: HttpRequest, body: str, contract: str, month: str) -> tuple[Contract, Month, User]:
    found = contract_or_404(request.user, body, contract)
    wanted = month_in_contract_or_404(found, month)
    if not isinstance(request.user, User) or not may(request.user, Verb.LOCK, found):
        raise PermissionDenied
    return found, wanted, request.user


def _first_error(form: forms.Form) -> Refusal:
    errors: dict[str, Any] = form.errors
    return Refusal(str(next(iter(errors.values()))[0]))


def _refused(request: HttpRequest, contract: Contract, month: Month, refusal: Refusal) -> HttpResponse:
    is_stale = isinstance(refusal, StaleVersion)
    attempt = LockAttempt(
        month=month,
        message=STALE if is_stale else refusal.message,
        reason=request.POST.get("motif", ""),
        until=request.POST.get("jusquau", ""),
    )
    return _page(request, contract, attempt, status=409 if is_stale else 422)


def _back(contract: Contract, month: Month) -> HttpResponse:
    return redirect(f"{reverse('closed_months', args=[contract.body.code, contract.code])}#m{month}")


def _page(
    request: HttpRequest, contract: Contract, attempt: LockAttempt | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    context = {
        "contract": contract,
        "page": closed_months_page(contract, attempt),
        "attempt": attempt,
        "may_lock": isinstance(user, User) and may(user, Verb.LOCK, contract),
    }
    return render(request, "quarters/months.html", context, status=status)
