"""Quarters: the list, one quarter with its versions, its files, and its closing."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from cpg.shared.periods import Month
from dashboards.access import (
    contract_or_404,
    exportable_or_404,
    format_or_404,
    quarter_or_404,
)
from dashboards.exports.columns import COMMITMENT_COLUMNS, QUARTER_COLUMNS, QUARTER_KEY, schema_text
from dashboards.exports.commitments import commitment_rows
from dashboards.exports.files import FLAVOURS, write
from dashboards.exports.quarter import quarter_rows
from dashboards.exports.serving import attachment
from dashboards.quarters.page import (
    list_finding,
    quarter_list,
)
from dashboards.quarters.showing import quarter_page


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
    return quarter_page(request, found, quarter_or_404(found, quarter))


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
