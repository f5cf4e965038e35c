"""Bodies side by side, for those who belong to several; each sees their own bodies only."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accounts.models import User
from commitments.models import Contract
from dashboards.data_digest import scores_digest
from dashboards.network import NetworkQuery, network_page
from dashboards.network.comparison import comparable
from dashboards.page_cache import cached_part
from dashboards.shared.period import period_of


@require_safe
@login_required
def show(request: HttpRequest, contract: str) -> HttpResponse:
    contracts = comparable(request.user, contract) if isinstance(request.user, User) else []
    wanted = request.GET.get("organisme", "")
    chosen = next((each for each in contracts if wanted in {"", each.body.code}), None)
    if chosen is None:
        raise Http404
    return render(request, "network/page.html", shared_context(contracts, chosen, request.GET))


def shared_context(contracts: list[Contract], chosen: Contract, query: QueryDict) -> dict[str, Any]:
    """What the template needs, the same for everyone who may see all these contracts."""
    period = period_of(chosen, query)
    asked = NetworkQuery.of(query, period, chosen.body.code)
    return {
        "contract": chosen,
        "contracts": contracts,
        "period": period,
        "asked": asked,
        "page": SimpleLazyObject(partial(network_page, contracts, chosen, asked)),
        "is_fictitious": any(each.is_demo for each in contracts),
        "body": cached_part("network", asked, localdate(), digest=partial(scores_digest, contracts)),
    }
