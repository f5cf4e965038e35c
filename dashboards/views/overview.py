"""The dashboard of a contract."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboards.access import contract_or_404, period_of
from dashboards.alerts import unread_count
from dashboards.pages.overview import overview


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    unread = unread_count(cast("User", request.user), found.pk)
    context = {
        "contract": found,
        "period": period,
        "page": overview(found, period, request.GET),
        "unread": unread,
    }
    return render(request, "dashboards/overview.html", context)
