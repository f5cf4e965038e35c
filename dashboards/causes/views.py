"""The page « Ce qui a changé »: what moved a score since a closed quarter or a day."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from dashboards.access import contract_or_404
from dashboards.causes.moving import Later, passage
from dashboards.causes.scopes import chosen_scope, scopes_of
from dashboards.causes.since import chosen_since, since_choices
from dashboards.shared.period import period_of
from dashboards.shared.reads import ContractFacts


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    choices = since_choices(found, period.month, localdate())
    since = chosen_since(request.GET, choices)
    facts = ContractFacts(found)
    scopes = scopes_of(facts.indicators)
    scope = chosen_scope(request.GET, scopes)
    page = None
    if since:
        later = Later(facts.indicators, facts.series, facts.timelines)
        page = passage(found, (since.month, since.known_at(found)), period.month, later).moved(scope.codes)
    context = {
        "contract": found,
        "period": period,
        "choices": choices,
        "since": since,
        "scopes": scopes,
        "scope": scope,
        "page": page,
    }
    return render(request, "causes/page.html", context)
