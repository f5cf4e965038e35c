"""The text of the contract, and each of its fiches."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.access import contract_or_404, period_of
from dashboards.fiche.page import fiche_page, text_page


@require_safe
@login_required
def text(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    context = {"contract": found, "period": period_of(found, request.GET), "page": text_page(found)}
    return render(request, "fiche/text.html", context)


@require_safe
@login_required
def fiche(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    page = fiche_page(found, number, period)
    if page is None:
        raise Http404
    return render(request, "fiche/page.html", {"contract": found, "period": period, "page": page})
