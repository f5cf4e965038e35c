"""The file to fill in, made for the person who asks: their indicators, a year or the months that are open."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.models import Body
from commitments.models import Contract
from cpg.shared.periods import Month
from dashboards.imports.forms import FillableFileForm
from dashboards.imports.views import attachment
from indicators.access import fillable_or_404
from indicators.imports.fillable import fillable_csv, fillable_rows, months_to_fill, open_months
from indicators.imports.fillable_workbook import fillable_workbook

CSV, XLSX = "csv", "xlsx"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str, format_: str) -> HttpResponse:
    """`?annee=2031` for a year; else the months that may be entered today."""
    found, indicators = fillable_or_404(request.user, body, contract)
    if format_ not in {CSV, XLSX}:
        raise Http404
    months, words = _months(found, FillableFileForm(request.GET))
    rows = fillable_rows(indicators, months)
    has_several = Body.objects.visible_to(request.user).count() > 1
    named = body if has_several else ""
    stem = f"{body}-saisie-{words}"
    if format_ == CSV:
        return attachment(fillable_csv(rows, named), "text/csv; charset=utf-8", f"{stem}.csv")
    title = f"{found.body.name}, {found.label} : saisie, {words.replace('-', ' ')}"
    return attachment(fillable_workbook(rows, named, title), WORKBOOK_TYPE, f"{stem}.xlsx")


def _months(contract: Contract, form: FillableFileForm) -> tuple[tuple[Month, ...], str]:
    """The months of the file, and what its name says of them."""
    today, year = localdate(), form.cleaned_data.get("annee")
    if not form.is_valid() or (year and year not in contract.years):
        raise Http404
    if year:
        return months_to_fill(contract, year, today), str(year)
    return open_months(contract, today), "mois-ouverts"
