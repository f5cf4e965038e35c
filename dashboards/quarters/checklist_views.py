"""What is done on the page of a quarter: confirming rows, waiving points, closing, reopening its three months."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.rights import Verb, may
from accounts.sign_on.confirming import confirmed
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Quarter
from dashboards.access import contract_or_404, quarter_or_404
from dashboards.quarters.acts import confirm_read, take_back, waive
from dashboards.quarters.closing import close_quarter
from dashboards.quarters.forms import (
    ClosingForm,
    QuarterReopeningForm,
    ReadingForm,
    WaiverForm,
    first_error,
    refuse_field,
)
from dashboards.quarters.showing import Attempt, quarter_page
from indicators.recording import reopen_quarter

STALE_MONTHS = "Une autre personne a clos ou rouvert un de ces mois entre-temps\u00a0: relisez, puis décidez."


@require_POST
@login_required
def read(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    """Confirm the rows of a fiche."""
    found, wanted, user = _decided(request, body, contract, quarter, Verb.CLOSE)
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return quarter_page(request, found, wanted, Attempt("read", first_error(form), form=form), 422)
    seen = form.cleaned_data["ligne"]
    try:
        confirm_read(contract=found, quarter=wanted, seen=seen, actor=user, origin=Origin.FORM)
    except Refusal as refusal:
        status = 409 if refusal.code == "stale_row" else 422
        return quarter_page(
            request, found, wanted, Attempt("read", refusal.message, code=refusal.code), status
        )
    # To the fiche that was read: the next one follows it.
    fiche = form.cleaned_data["fiche"]
    return _back(found, wanted, f"fiche-{fiche}" if fiche else "lecture")


@require_POST
@login_required
def waive_points(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    found, wanted, user = _decided(request, body, contract, quarter, Verb.CLOSE)
    kind = request.POST.get("sorte", "")
    form = WaiverForm(request.POST, auto_id=f"%s-{kind}")
    seen, reason = request.POST.getlist("point"), request.POST.get("motif", "")
    try:
        if not form.is_valid():
            raise Refusal(first_error(form))
        waive(contract=found, quarter=wanted, seen=seen, reason=reason, actor=user, origin=Origin.FORM)
    except Refusal as refusal:
        status = 409 if refusal.code == "stale_point" else 422
        refuse_field(form, refusal)
        attempt = Attempt("waive", refusal.message, reason=reason, ticked=seen, kind=kind, form=form)
        return quarter_page(request, found, wanted, attempt, status)
    return _back(found, wanted, "points")


@require_POST
@login_required
def take_back_waivers(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    found, wanted, user = _decided(request, body, contract, quarter, Verb.CLOSE)
    seen = request.POST.getlist("point")
    try:
        take_back(contract=found, quarter=wanted, seen=seen, actor=user, origin=Origin.FORM)
    except Refusal as refusal:
        status = 409 if refusal.code == "stale_point" else 422
        return quarter_page(request, found, wanted, Attempt("waive", refusal.message), status)
    return _back(found, wanted, "points")


@require_POST
@login_required
@confirmed
def close(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    found, wanted, user = _decided(request, body, contract, quarter, Verb.CLOSE)
    form = ClosingForm(request.POST, auto_id="%s")
    reason = request.POST.get("reason", "")
    try:
        if not form.is_valid():
            raise Refusal(first_error(form))
        closing = close_quarter(
            contract=found,
            quarter=wanted,
            expected_version=form.cleaned_data["version"],
            seen=form.cleaned_data["vu"],
            actor=user,
            origin=Origin.FORM,
            reason=reason,
        )
    except Refusal as refusal:
        status = 409 if refusal.code.startswith("stale") else 422
        refuse_field(form, refusal)
        attempt = Attempt("close", refusal.message, reason=reason, code=refusal.code, form=form)
        return quarter_page(request, found, wanted, attempt, status)
    messages.success(
        request,
        f"Trimestre clos, version {closing.version}\u00a0: ses fichiers sont figés et ses mois fermés.",
    )
    return redirect("quarter", body, contract, quarter)


@require_POST
@login_required
@confirmed
def reopen(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    """Reopen the three months in one act."""
    found, wanted, user = _decided(request, body, contract, quarter, Verb.LOCK)
    form = QuarterReopeningForm(wanted, request.POST)
    try:
        if not form.is_valid():
            raise Refusal(first_error(form))
        given = form.cleaned_data
        reopen_quarter(
            contract=found,
            quarter=wanted,
            expected_versions={month: given[str(month)] for month in wanted.months},
            reason=given["motif"],
            open_until=given["jusquau"],
            actor=user,
            origin=Origin.FORM,
        )
    except Refusal as refusal:
        is_stale = isinstance(refusal, StaleVersion)
        refuse_field(form, refusal)
        attempt = Attempt(
            "reopen",
            STALE_MONTHS if is_stale else refusal.message,
            reason=request.POST.get("motif", ""),
            until=request.POST.get("jusquau", ""),
            form=form,
        )
        return quarter_page(request, found, wanted, attempt, 409 if is_stale else 422)
    messages.success(
        request,
        f"Les trois mois sont rouverts jusqu’au {french.day(given['jusquau'])}. "
        "Les fichiers déjà envoyés ne changent pas\u00a0: une correction demandera une nouvelle version du trimestre.",
    )
    return redirect("quarter", body, contract, quarter)


def _decided(
    request: HttpRequest, body: str, contract: str, quarter: str, verb: Verb
) -> tuple[Contract, Quarter, User]:
    """What an act is about, for a person who may do it."""
    found = contract_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, quarter)
    if not isinstance(request.user, User) or not may(request.user, verb, found):
        raise PermissionDenied
    return found, wanted, request.user


def _back(contract: Contract, quarter: Quarter, anchor: str) -> HttpResponse:
    """To the checklist, which a closed quarter shows only where it is asked for."""
    address = reverse("quarter", args=[contract.body.code, contract.code, quarter])
    return redirect(f"{address}?preparer=1#{anchor}")
