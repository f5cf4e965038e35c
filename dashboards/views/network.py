"""Bodies side by side, for those who belong to several; each sees their own bodies only."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboards.access import period_of
from dashboards.comparison import comparable
from dashboards.kept import kept
from dashboards.pages.network import Asked, network_page
from dashboards.stamps import SCORES, stamp_of
from indicators.selectors import today_in_paris


@require_safe
@login_required
def show(request: HttpRequest, contract: str) -> HttpResponse:
    contracts = comparable(request.user, contract) if isinstance(request.user, User) else []
    wanted = request.GET.get("organisme", "")
    chosen = next((each for each in contracts if wanted in {"", each.body.code}), None)
    if chosen is None:
        raise Http404
    period = period_of(chosen, request.GET)
    asked = Asked.of(request.GET, period.month, chosen.body.code)
    context = {
        "contract": chosen,
        "contracts": contracts,
        "period": period,
        "asked": asked,
        "page": SimpleLazyObject(partial(network_page, contracts, chosen, asked)),
        "is_fictitious": any(each.is_demo for each in contracts),
        "body": kept("network", asked, today_in_paris(), stamp=partial(stamp_of, contracts, SCORES)),
    }
    return render(request, "dashboards/network.html", context)
