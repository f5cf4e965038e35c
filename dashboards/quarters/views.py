"""Quarters: the list, one quarter with its versions, its files, and its closing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.access import (
    contract_or_404,
    exportable_or_404,
    format_or_404,
    quarter_or_404,
)
from dashboards.exports.columns import COMMITMENT_COLUMNS, QUARTER_COLUMNS, QUARTER_KEY, schema_text
from dashboards.exports.commitments import commitment_rows
from dashboards.exports.files import FLAVOURS, Format, file_name, write
from dashboards.exports.quarter import quarter_rows
from dashboards.quarters.closing import close_quarter
from dashboards.quarters.forms import ClosingForm
from dashboards.quarters.page import (
    list_finding,
    missing_values,
    quarter_finding,
    quarter_list,
    since_the_latest,
    statuses_at_the_end_of,
    versions_of,
)
from dashboards.shared.forms import UNREADABLE
from indicators.selectors import locks_on


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    rows = quarter_list(found, Month.of(localdate()))
    context = {
        "contract": found,
        "rows": rows,
        "finding": list_finding(rows),
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
    today = localdate()
    has_begun = quarter.months[0] <= Month.of(today)
    is_over = quarter.last_month < Month.of(today)
    marks = statuses_at_the_end_of(contract, [quarter])[quarter] if is_over else ()
    versions = versions_of(contract, quarter)
    context = {
        "contract": contract,
        "quarter": quarter,
        "is_over": is_over,
        "has_begun": has_begun,
        "marks": marks,
        "finding": quarter_finding(quarter, marks, is_over=is_over, has_begun=has_begun),
        "versions": versions,
        "since": since_the_latest(versions),
        "missing": missing_values(contract, quarter) if is_over else [],
        "reopened": [
            lock
            for month, lock in locks_on(contract, today).items()
            if lock.is_reopened and month in quarter.months
        ],
        "formats": FLAVOURS.items(),
        "may_close": isinstance(request.user, User) and may(request.user, Verb.CLOSE, contract),
        "refusal": refusal,
    }
    return render(request, "quarters/quarter.html", context, status=status)
