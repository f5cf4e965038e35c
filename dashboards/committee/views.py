"""The committee's screens, one by one."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.access import contract_or_404
from dashboards.committee.page import FIRST, committee_page
from dashboards.shared.period import period_of


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, key: str = FIRST) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    page = committee_page(found, period, key)
    if page is None:
        raise Http404
    return render(request, "committee/page.html", {"contract": found, "period": period, "page": page})
