"""What a dashboard costs at least: who is asking, one query for the rows and their series, the same template.

Nothing is computed: the page's sentences and drawings are those of an earlier request.
"""

from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from commitments.models import Contract
from dashboards.access import period_of
from dashboards.pages.overview import overview
from indicators.api.attainment_rows import AS_THEY_ARE, PUBLISHED, SUMS, TO_DATE
from indicators.models import Attainment

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
prepared: dict[str, Any] = {}


def prepare(contract: Contract) -> None:
    """Keep what the template needs."""
    period = period_of(contract, QueryDict())
    prepared.update(contract=contract, period=period, page=overview(contract, period, QueryDict()))


@login_required
def attainments(request: HttpRequest) -> HttpResponse:
    """The least that could give the same rows as JSON: one query, its dictionaries, the fastest writer."""
    rows = Attainment.objects.filter(indicator__contract=prepared["contract"]).order_by(
        "indicator_id", "month"
    )
    content = orjson.dumps({"results": list(rows.values(*ATTAINMENT))}, default=str)
    return HttpResponse(content, content_type="application/json")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    list(
        Attainment.objects.filter(indicator__contract=prepared["contract"]).values_list(
            "indicator__code",
            "indicator__label",
            "month",
            "status",
            "value",
            "seuil_to_date",
            "objectif_to_date",
        )
    )
    return render(request, "dashboards/overview.html", prepared)
