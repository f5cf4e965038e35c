"""Reference views, the minimal cost of a page: the session, one query for its rows, the same template.

Nothing is computed: sentences and drawings come from an earlier request. Nothing is cached either: the template is
rendered each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.models import User
from commitments.models import Contract
from dashboards.network import views as network
from dashboards.network.comparison import comparable
from dashboards.overview import views as overview
from dashboards.page_cache import CachedPart, InnerPart
from indicators.api.attainment_rows import AS_THEY_ARE, PUBLISHED, SUMS, TO_DATE
from indicators.models import StoredAttainment

ATTAINMENT = (
    "indicator__contract__body__code",
    "indicator__contract__code",
    "indicator__code",
    "month",
    *AS_THEY_ARE,
    *PUBLISHED,
    *TO_DATE,
    *SUMS,
    "score",
    "pace",
)


@dataclass(frozen=True, slots=True)
class Anew:
    """Replaces a cached part of a page: always rendered again."""

    key: str = ""

    def get_or_render(self, render: Callable[[], str]) -> str:
        return render()


@cache
def of_dashboard() -> dict[str, Any]:
    """The template's context, made once in each process."""
    contract = Contract.objects.select_related("body").earliest("pk")
    return _ready({**overview.shared_context(contract, QueryDict(), oversees=True), "unread": 0})


@cache
def of_network(username: str) -> dict[str, Any]:
    code = Contract.objects.earliest("pk").code
    contracts = comparable(User.objects.get(username=username), code)
    return _ready(network.shared_context(contracts, contracts[0], QueryDict()))


def _ready(context: dict[str, Any]) -> dict[str, Any]:
    """The context with its cached parts replaced; it is computed by the first request."""
    return {
        name: Anew() if isinstance(value, CachedPart | InnerPart) else value
        for name, value in context.items()
    }


@login_required
def attainments(request: HttpRequest) -> HttpResponse:
    """The least that could give the same rows as JSON: one query, its dictionaries, the fastest writer."""
    rows = StoredAttainment.objects.filter(indicator__contract=of_dashboard()["contract"]).order_by(
        "indicator_id", "month"
    )
    content = orjson.dumps({"results": list(rows.values(*ATTAINMENT))}, default=str)
    return HttpResponse(content, content_type="application/json")


@login_required
def dashboard_page(request: HttpRequest) -> HttpResponse:
    list(
        StoredAttainment.objects.filter(indicator__contract=of_dashboard()["contract"]).values_list(
            "indicator__code",
            "indicator__current_definition__label",
            "month",
            "status",
            "value",
            "seuil_to_date",
            "objectif_to_date",
        )
    )
    return render(request, "overview/page.html", of_dashboard())


@login_required
def network_page(request: HttpRequest) -> HttpResponse:
    prepared = of_network(request.user.get_username())
    list(
        StoredAttainment.objects.filter(
            indicator__contract__in=prepared["contracts"], month=prepared["period"].month.first_day
        ).values_list(
            "indicator__contract",
            "indicator__code",
            "indicator__current_definition__label",
            "status",
            "score",
        )
    )
    return render(request, "network/page.html", prepared)
