"""The text of the contract, each of its fiches, and each theme of Annexe 3."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from commitments.models import Interpretation
from commitments.selectors import other_contracts
from dashboards.access import contract_or_404
from dashboards.data_digest import acts_digest
from dashboards.fiche.page import fiche_page
from dashboards.fiche.theme import theme_page
from dashboards.page_cache import cached_part
from dashboards.shared.period import period_of


@require_safe
@login_required
def text(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """The contract as a whole: its parts and fiches, its texts, and every place where it had to be interpreted."""
    found = contract_or_404(request.user, body, contract)
    fiches = list(
        found.fiches.select_related("part")
        .annotate(
            engagement_count=Count("engagements", distinct=True),
            action_count=Count("engagements__actions", distinct=True),
            indicator_count=Count("indicators", distinct=True),
        )
        .order_by("part__position", "position")
    )
    context = {
        "contract": found,
        "period": period_of(found, request.GET),
        "others": other_contracts(found),
        "fiches": fiches,
        "engagement_count": sum(each.engagement_count for each in fiches),
        "action_count": sum(each.action_count for each in fiches),
        "indicator_count": sum(each.indicator_count for each in fiches),
        "interpretations": Interpretation.objects.filter(contract=found),
    }
    return render(request, "fiche/text.html", context)


@require_safe
@login_required
def fiche(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    page = fiche_page(found, number, period)
    if page is None:
        raise Http404
    return render(request, "fiche/page.html", {"contract": found, "period": period, "page": page})


@require_safe
@login_required
def theme(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    themes = {each.position: each for each in found.themes.all()}
    if number not in themes:
        raise Http404
    shown, period = themes[number], period_of(found, request.GET)
    # The name `theme` is that of the colours of the page.
    context = {
        "contract": found,
        "period": period,
        "shown": shown,
        "themes": tuple(themes.values()),
        "page": SimpleLazyObject(partial(theme_page, shown, period)),
        "body": cached_part("theme", shown.pk, period, localdate(), digest=partial(acts_digest, [found])),
    }
    return render(request, "fiche/theme.html", context)
