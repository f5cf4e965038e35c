"""What anybody may read, signed in or not (statement of accessibility, guide by role), and the maps of the site."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.models import Contract
from dashboards.access import contract_or_404


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    context = {
        "contact": settings.ACCESSIBILITY_CONTACT,
        "body": settings.ACCESSIBILITY_BODY,
        "scheme": settings.ACCESSIBILITY_SCHEME_URL,
    }
    return render(request, "guides/accessibility.html", context)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    return render(request, "guides/guide.html")


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Pages outside a contract, and the contracts that the person may see, each with a map of its own."""
    contracts = Contract.objects.all().visible_to(request.user).select_related("body")
    listed = sorted(contracts, key=lambda each: (each.body.short_name, -each.first_year))
    return render(request, "guides/site_map.html", {"contracts": listed})


@require_safe
@login_required
def contract_map(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """Every page of one contract that the person may open."""
    found = contract_or_404(request.user, body, contract)
    context = {
        "contract": found,
        "fiches": found.fiches.order_by("position"),
        "indicators": found.indicators.with_definition().order_by("position"),
    }
    return render(request, "guides/contract_map.html", context)
