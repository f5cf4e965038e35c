"""The dashboard of a contract. What it says to everyone alike is made once, until one of its data changes."""

from functools import partial
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.models import User
from commitments.models import Contract
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
    unread = unread_count(cast("User", request.user), found.pk)
    return render(request, "dashboards/overview.html", {**said_to_all(found, request.GET), "unread": unread})


def said_to_all(contract: Contract, query: QueryDict) -> dict[str, Any]:
    """What the template needs besides the person who asks."""
    period = period_of(contract, query)
    filters = Filters.of(query)
    return {
        "contract": contract,
        "period": period,
        "page": SimpleLazyObject(partial(overview, contract, period, query)),
        "filters": filters,
        "bar": kept("period", period, filters),
        "body": kept(
            "overview", period, filters, today_in_paris(), stamp=partial(stamp_with_people, [contract])
        ),
    }
