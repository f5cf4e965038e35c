"""Quarters: the list, one quarter with its versions, its files, and its closing."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.access import (
    contract_or_404,
    exportable_or_404,
    format_or_404,
    frozen_or_404,
    quarter_or_404,
)
from dashboards.exports.columns import COMMITMENT_COLUMNS, QUARTER_COLUMNS, QUARTER_KEY, schema_text
from dashboards.exports.commitments import commitment_rows
from dashboards.exports.files import FLAVOURS, Format, file_name, write
from dashboards.exports.quarter import quarter_rows
from dashboards.quarters.closing import Refusal, close_quarter
from dashboards.quarters.page import quarter_lines, quarter_page, quarters_finding

UNREADABLE = "Cet envoi ne se lit pas : rechargez la page, puis recommencez."


class ClosingForm(forms.Form):
    """The version of the closing that the person saw, and why there is a new one."""

    version = forms.IntegerField(min_value=0)
    reason = forms.CharField(required=False, max_length=500)


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    lines = quarter_lines(found, Month.of(localdate()))
    context = {
        "contract": found,
        "lines": lines,
        "finding": quarters_finding(lines),
        "formats": FLAVOURS.items(),
    }
    return render(request, "quarters/page.html", context)


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    return _page(request, found, quarter_or_404(found, quarter))


@require_POST
@login_required
def close(request: HttpRequest, body: str, contract: str, quarter: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, quarter)
    if not isinstance(request.user, User) or not may(request.user, Verb.CLOSE, found):
        raise PermissionDenied
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, found, wanted, refusal=UNREADABLE, status=422)
    try:
        closing = close_quarter(
            contract=found,
            quarter=wanted,
            expected_version=form.cleaned_data["version"],
            actor=request.user,
            origin=Origin.FORM,
            reason=form.cleaned_data["reason"],
        )
    except Refusal as refusal:
        return _page(request, found, wanted, refusal=refusal.message, status=422)
    messages.success(
        request, f"Trimestre clos, version {closing.version} : ses fichiers sont figés et ses mois fermés."
    )
    return redirect("quarter", body, contract, quarter)


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str, quarter: str, format_: str) -> HttpResponse:
    """The file as the facts stand now."""
    found = exportable_or_404(request.user, body, contract)
    wanted, chosen = quarter_or_404(found, quarter), format_or_404(format_)
    content = write(chosen, QUARTER_COLUMNS, quarter_rows(found, wanted), str(wanted))
    return attachment(content, chosen, f"{body}-{wanted}")


@require_safe
@login_required
def frozen(request: HttpRequest, body: str, contract: str, version: int, **asked: str) -> HttpResponse:
    """The very bytes of a closing."""
    found = exportable_or_404(request.user, body, contract)
    wanted, chosen = quarter_or_404(found, asked["quarter"]), format_or_404(asked["format_"])
    export = frozen_or_404(found, wanted, version, chosen)
    return attachment(bytes(export.content), chosen, f"{body}-{wanted}-v{version}")


@require_safe
@login_required
def commitments(request: HttpRequest, body: str, contract: str, format_: str) -> HttpResponse:
    found = exportable_or_404(request.user, body, contract)
    chosen = format_or_404(format_)
    content = write(chosen, COMMITMENT_COLUMNS, commitment_rows(found, localdate()), "Engagements")
    return attachment(content, chosen, f"{body}-engagements")


@require_safe
@login_required
def schema(request: HttpRequest) -> HttpResponse:
    """The Table Schema of the quarter's file."""
    return HttpResponse(schema_text(QUARTER_COLUMNS, QUARTER_KEY), content_type="application/json")


def attachment(content: bytes, format_: Format, stem: str) -> HttpResponse:
    response = HttpResponse(content, content_type=FLAVOURS[format_].content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name(stem, format_)}"'
    return response


def _page(
    request: HttpRequest, contract: Contract, quarter: Quarter, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = quarter_page(contract, quarter, Month.of(localdate()))
    may_close = isinstance(request.user, User) and may(request.user, Verb.CLOSE, contract)
    context = {"contract": contract, "page": page, "may_close": may_close, "refusal": refusal}
    return render(request, "quarters/quarter.html", context, status=status)
