"""The journal of a contract, one of its acts, and what a filter keeps of it as a file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import Change
from cpg.shared import french
from dashboards.access import contract_or_404, exportable_or_404, format_or_404
from dashboards.acts.export import ACT_COLUMNS, act_rows
from dashboards.acts.forms import JournalFilters
from dashboards.acts.page import ActsPage, with_lines
from dashboards.acts.search import Search, people_of
from dashboards.acts.subjects import Subjects
from dashboards.exports.files import FLAVOURS, Format, file_name, write

# More rows would take a worker longer than ten seconds; a CSV of any length takes less.
MOST_ROWS = {Format.XLSX: 50_000, Format.ODS: 10_000}


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = ActsPage(found, JournalFilters(request.GET))
    return render(request, "acts/page.html", {"contract": found, "page": page, "formats": FLAVOURS.items()})


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, sequence: int) -> HttpResponse:
    """All the lines of one act."""
    found = contract_or_404(request.user, body, contract)
    change = Change.objects.filter(contract=found, sequence=sequence).select_related("actor").first()
    if change is None:
        raise Http404
    search = Search(found, JournalFilters({}), Subjects(found), [])
    (act,) = with_lines(search, [change])
    return render(request, "acts/act.html", {"contract": found, "act": act})


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str, format_: str) -> HttpResponse:
    """The acts that the filter keeps, all of them: a workbook that would be too long is refused."""
    found, chosen = exportable_or_404(request.user, body, contract), format_or_404(format_)
    filters = JournalFilters(request.GET)
    rows = act_rows(Search(found, filters, Subjects(found), people_of(found)))
    most = MOST_ROWS.get(chosen, len(rows))
    if len(rows) > most:
        context = {
            "contract": found,
            "filters": filters,
            "count": french.number(len(rows)),
            "most": french.number(most),
        }
        return render(request, "acts/too_long.html", context, status=422)
    content = write(chosen, ACT_COLUMNS, rows, f"Journal, {found.label}")
    response = HttpResponse(content, content_type=FLAVOURS[chosen].content_type)
    name = file_name(f"{body}-{contract}-journal", chosen)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
