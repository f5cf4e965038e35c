"""The dashboard of a contract. What it says to everyone alike is made once, until one of its data changes."""

from functools import partial
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboards.access import contract_or_404, period_of
from dashboards.alerts import unread_count
from dashboards.kept import kept
from dashboards.pages.filters import Filters
from dashboards.pages.overview import overview
from dashboards.stamps import stamp_with_people
from indicators.selectors import today_in_paris


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    filters = Filters.of(request.GET)
    context = {
        "contract": found,
        "period": period,
        "page": SimpleLazyObject(partial(overview, found, period, request.GET)),
        "unread": unread_count(cast("User", request.user), found.pk),
        "filters": filters,
        "bar": kept("period", period, filters),
        "body": kept(
            "overview", period, filters, today_in_paris(), stamp=partial(stamp_with_people, [found])
        ),
    }
    return render(request, "dashboards/overview.html", context)
