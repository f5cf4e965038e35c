"""The page of one indicator, what it would become, and its chart as a file."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.models import User
from dashboards.data_digest import acts_digest
from dashboards.indicator.chart_file import chart_file
from dashboards.indicator.page import indicator_page
from dashboards.indicator.slider import SupposingForm
from dashboards.indicator.supposing import supposing_page
from dashboards.journal import asked_page
from dashboards.page_cache import cached_part, rights_of
from dashboards.shared.period import period_of
from indicators.access import indicator_or_404
from indicators.selectors import evidence_of

RESULT_ONLY = "resultat"


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, code: str) -> HttpResponse:
    if not isinstance(request.user, User):
        raise Http404
    indicator = indicator_or_404(request.user, body, contract, code)
    period = period_of(indicator.contract, request.GET)
    listed = asked_page(request.GET)
    context = {
        "contract": indicator.contract,
        "period": period,
        "indicator": indicator,
        "page": SimpleLazyObject(partial(indicator_page, indicator, period, request.user, listed)),
        "evidence": SimpleLazyObject(partial(evidence_of, indicator)),
        "body": cached_part(
            "indicator", indicator.pk, period, listed, localdate(), rights_of(request.user, indicator),
            digest=partial(acts_digest, [indicator.contract]),
        ),
    }  # fmt: skip
    return render(request, "indicator/page.html", context)


@require_safe
@login_required
def suppose(request: HttpRequest, body: str, contract: str, code: str) -> HttpResponse:
    """The whole page, or with `?partie=resultat` the result alone, for the script that follows the slider."""
    indicator = indicator_or_404(request.user, body, contract, code)
    period = period_of(indicator.contract, request.GET)
    page = supposing_page(indicator, period, request.GET)
    context = {"contract": indicator.contract, "period": period, "page": page, "outcome": page.outcome}
    is_part = SupposingForm(request.GET).asked["partie"] == RESULT_ONLY
    return render(request, "indicator/outcome.html" if is_part else "indicator/supposing.html", context)


@require_safe
@login_required
def chart(request: HttpRequest, body: str, contract: str, code: str) -> HttpResponse:
    indicator = indicator_or_404(request.user, body, contract, code)
    period = period_of(indicator.contract, request.GET)
    name = f"{body}-{code}-{period.month}.csv"
    return HttpResponse(
        chart_file(indicator, period.month),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
