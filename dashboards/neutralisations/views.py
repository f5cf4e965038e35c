"""Neutralisations: the list, and deciding on one month for one or several indicators, or withdrawing that."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.deciding import (
    MonthStep,
    Refusal,
    StaleVersion,
    check_neutralising,
    neutralise_together,
)
from dashboards.neutralisations.page import Asked, anchor_of, neutralisations_page
from indicators.access import month_in_contract_or_404
from indicators.models import Indicator

UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."
TOO_LONG = "Ce motif est trop long\u00a0: 500 caractères au plus."
NOTHING_TICKED = "Cochez au moins un indicateur."
STALE = "Une autre personne a décidé de ce mois entre-temps\u00a0: relisez, puis décidez."


class Act(StrEnum):
    SEE = "voir"
    RECORD = "enregistrer"


class Sense(StrEnum):
    NEUTRALISE = "neutraliser"
    WITHDRAW = "lever"


class DecisionForm(forms.Form):
    acte = forms.ChoiceField(choices=[(each.value, each.value) for each in Act])
    sens = forms.ChoiceField(choices=[(each.value, each.value) for each in Sense])
    motif = forms.CharField(required=False, max_length=500)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = request.user
    may_decide = isinstance(user, User) and may(user, Verb.NEUTRALISE, found)
    if request.method != "POST":
        return _page(request, found, _looked_at(request, found) if may_decide else None)
    if not isinstance(user, User) or not may_decide:
        raise PermissionDenied
    return _decide(request, found, user)


def _looked_at(request: HttpRequest, contract: Contract) -> Asked | None:
    """`?mois=2025-03&indicateur=R1`: the month to neutralise, and indicators already ticked."""
    if not request.GET.get("mois"):
        return None
    month = month_in_contract_or_404(contract, request.GET["mois"])
    return Asked(month, codes=frozenset(request.GET.getlist("indicateur")))


def _decide(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    month = month_in_contract_or_404(contract, request.POST.get("mois", ""))
    form, keys = DecisionForm(request.POST), request.POST.getlist("indicateur")
    asked = Asked(
        month,
        codes=frozenset(key.partition("/")[0] for key in keys),
        is_neutralised=request.POST.get("sens") != Sense.WITHDRAW,
        reason=request.POST.get("motif", ""),
    )
    steps = _steps(_indicators(contract), month, keys)
    if not form.is_valid() or steps is None:
        return _refused(request, contract, asked, [_first_error(form)])
    if not steps:
        return _refused(request, contract, asked, [Refusal(NOTHING_TICKED)])
    try:
        if form.cleaned_data["acte"] == Act.SEE:
            check_neutralising(contract, steps, is_neutralised=asked.is_neutralised, actor=user)
            return _page(request, contract, replace(asked, sees_effect=True))
        neutralise_together(
            contract=contract,
            steps=steps,
            is_neutralised=asked.is_neutralised,
            reason=form.cleaned_data["motif"],
            actor=user,
        )
    except Refusal as refusal:
        return _refused(request, contract, asked, list(refusal.by_place.values()) or [refusal])
    messages.success(request, _done(steps, is_neutralised=asked.is_neutralised))
    address = reverse("neutralisations", args=[contract.body.code, contract.code])
    return redirect(f"{address}#{anchor_of(steps[0].indicator.code, month)}")


def _indicators(contract: Contract) -> list[Indicator]:
    return list(Indicator.objects.filter(contract=contract).with_definition().order_by("position"))


def _steps(indicators: Sequence[Indicator], month: Month, keys: Sequence[str]) -> list[MonthStep] | None:
    """`CODE/4`, as the page wrote them: the indicators and versions that they name, None where one names nothing."""
    by_code = {each.code: each for each in indicators}
    read = [key.partition("/") for key in keys]
    try:
        return [MonthStep(by_code[code], month, _version(text)) for code, _, text in read]
    except (ValueError, KeyError):
        return None


def _version(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _first_error(form: DecisionForm) -> Refusal:
    found = form.errors.as_data().get("motif", [])
    is_long = any(each.code == "max_length" for each in found)
    return Refusal(TOO_LONG if is_long else UNREADABLE)


def _refused(
    request: HttpRequest, contract: Contract, asked: Asked, refusals: Sequence[Refusal]
) -> HttpResponse:
    """One sentence for each thing that is wrong, once."""
    is_stale = any(isinstance(each, StaleVersion) for each in refusals)
    said = dict.fromkeys(STALE if isinstance(each, StaleVersion) else each.message for each in refusals)
    is_closed = any(each.code == "closed" for each in refusals)
    refused = replace(asked, refusals=tuple(said), is_closed=is_closed)
    return _page(request, contract, refused, status=409 if is_stale else 422)


def _done(steps: Sequence[MonthStep], *, is_neutralised: bool) -> str:
    month = steps[0].month
    codes = french.listing([step.indicator.code for step in steps])
    name = french.sentence(french.month_name(month.year, month.number))
    said = "est neutralisé" if is_neutralised else "n’est plus neutralisé"
    return f"{name} {said} pour {codes}\u00a0: les chiffres sont recalculés."


def _page(
    request: HttpRequest, contract: Contract, asked: Asked | None = None, status: int = 200
) -> HttpResponse:
    user = request.user
    indicators = _indicators(contract) if asked else ()
    context = {
        "contract": contract,
        "asked": asked,
        "page": neutralisations_page(contract, asked, indicators),
        "may_decide": isinstance(user, User) and may(user, Verb.NEUTRALISE, contract),
    }
    return render(request, "neutralisations/page.html", context, status=status)
