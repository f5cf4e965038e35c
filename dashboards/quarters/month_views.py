"""Closed months: the list, reopening one until a day, and closing it again."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.quarters.forms import ReopeningForm, SeenVersionForm, first_error, refuse_field
from dashboards.quarters.page import months_finding
from dashboards.quarters.showing import USUAL_DAYS
from indicators.access import month_in_contract_or_404
from indicators.recording import lock
from indicators.recording import reopen as reopen_month
from indicators.selectors import locks_on

STALE = "Une autre personne a clos ou rouvert ce mois entre-temps\u00a0: relisez, puis décidez."


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    return _page(request, contract_or_404(request.user, body, contract))


@require_POST
@login_required
def reopen(request: HttpRequest, body: str, contract: str, month: str) -> HttpResponse:
    found, wanted, user = _decided(request, body, contract, month)
    form = ReopeningForm(request.POST, auto_id=f"%s-{wanted}")
    if not form.is_valid():
        return _refused(request, found, wanted, Refusal(first_error(form)), form)
    given = form.cleaned_data
    try:
        reopen_month(
            contract=found,
            month=wanted,
            expected_version=given["version"],
            reason=given["motif"],
            open_until=given["jusquau"],
            actor=user,
            origin=Origin.FORM,
        )
    except Refusal as refusal:
        refuse_field(form, refusal)
        return _refused(request, found, wanted, refusal, form)
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
    """Close a reopened month before its day."""
    found, wanted, user = _decided(request, body, contract, month)
    form = SeenVersionForm(request.POST)
    if not form.is_valid():
        return _refused(request, found, wanted, Refusal(first_error(form)))
    versions = {wanted: form.cleaned_data["version"]}
    try:
        lock(contract=found, months=[wanted], expected_versions=versions, actor=user, origin=Origin.FORM)
    except Refusal as refusal:
        return _refused(request, found, wanted, refusal)
    name = french.month_name(wanted.year, wanted.number)
    messages.success(request, f"{french.sentence(name)} est de nouveau clos.")
    return _back(found, wanted)


def _decided(request: HttpRequest, body: str, contract: str, month: str) -> tuple[Contract, Month, User]:
    """What a decision is about, for a person who may take it."""
    found = contract_or_404(request.user, body, contract)
    wanted = month_in_contract_or_404(found, month)
    if not isinstance(request.user, User) or not may(request.user, Verb.LOCK, found):
        raise PermissionDenied
    return found, wanted, request.user


def _refused(
    request: HttpRequest,
    contract: Contract,
    month: Month,
    refusal: Refusal,
    form: ReopeningForm | None = None,
) -> HttpResponse:
    is_stale = isinstance(refusal, StaleVersion)
    message = STALE if is_stale else refusal.message
    return _page(request, contract, month, message, form, status=409 if is_stale else 422)


def _back(contract: Contract, month: Month) -> HttpResponse:
    return redirect(f"{contract_url(contract, 'closed_months')}#m{month}")


def _page(
    request: HttpRequest,
    contract: Contract,
    refused: Month | None = None,
    message: str = "",
    form: ReopeningForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """`refused` is the month of a decision that was refused, and `message` the reason; what was typed stays."""
    today = localdate()
    locks = sorted(locks_on(contract, today).values(), key=lambda each: each.month, reverse=True)
    context = {
        "contract": contract,
        "locks": locks,
        "finding": months_finding(locks),
        "today": today,
        "usual_day": today + timedelta(days=USUAL_DAYS),
        "refused": refused,
        "anchor": f"m{refused}",
        "message": message,
        "typed": form,
        "may_lock": isinstance(request.user, User) and may(request.user, Verb.LOCK, contract),
    }
    return render(request, "quarters/months.html", context, status=status)
