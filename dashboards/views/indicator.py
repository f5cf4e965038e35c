"""The page of one indicator."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboards.access import period_of
from dashboards.pages.indicator import indicator_page
from dashboards.pages.journal import asked_page
from indicators.access import indicator_or_404
from indicators.evidence_page import evidence_lines


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, code: str) -> HttpResponse:
    if not isinstance(request.user, User):
        raise Http404
    indicator = indicator_or_404(request.user, body, contract, code)
    period = period_of(indicator.contract, request.GET)
    context = {
        "contract": indicator.contract,
        "period": period,
        "page": indicator_page(indicator, period, request.user, asked_page(request.GET)),
        "evidence": evidence_lines(indicator),
    }
    return render(request, "dashboards/indicator.html", context)
