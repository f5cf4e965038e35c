"""The first page of a dashboard as a PDF, and the contracts whose first page a person wants by mail."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import localdate
from accounts.models import User
from commitments.models import Contract
from dashboards.access import exportable_or_404
from dashboards.actions.late import late_actions
from dashboards.documents.first_page import file_name, first_page
from dashboards.documents.pdf import pdf_bytes
from dashboards.first_page.forms import PageForm
from dashboards.first_page.keeping import keep_choices
from dashboards.models import PageByMail
from dashboards.overview.forms import OverviewFilters
from dashboards.overview.page import overview
from dashboards.shared.period import period_of


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """Of the months that the address asks for, as on the dashboard."""
    found = exportable_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    page = overview(found, period, OverviewFilters(QueryDict()))
    document = first_page(page, late_actions(found), localdate())
    name = file_name(found, period.month)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf_bytes(document), content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    forms = _forms(user, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "first_page/choices.html", {"forms": forms})
    if not all(form.is_valid() for form in forms):
        return render(request, "first_page/choices.html", {"forms": forms}, status=422)
    keep_choices(user, [(form.contract, form.wanted) for form in forms])
    messages.success(request, "Vos choix de tableau de bord par courriel sont enregistrés.")
    return redirect("page_by_mail")


def _forms(user: User, data: Any) -> list[PageForm]:
    """Of the contracts that the person reads and that are not over."""
    contracts = Contract.objects.all().visible_to(user).select_related("body")
    current = {each.contract_id: each for each in PageByMail.objects.filter(user=user)}
    listed = contracts.filter(last_year__gte=localdate().year - 1).order_by("body__short_name", "first_year")
    return [PageForm(each, current.get(each.pk), data) for each in listed]
