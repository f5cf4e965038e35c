"""The page « Ce qui a changé »: what moved the score since a closed quarter or a day."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from dashboards.access import contract_or_404
from dashboards.causes.moving import moved
from dashboards.causes.since import chosen_since, since_choices
from dashboards.shared.period import period_of


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    choices = since_choices(found, period.month, localdate())
    since = chosen_since(request.GET, choices)
    page = moved(found, (since.month, since.known_at(found)), period.month) if since else None
    context = {"contract": found, "period": period, "choices": choices, "since": since, "page": page}
    return render(request, "causes/page.html", context)
