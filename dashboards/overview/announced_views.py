"""The page « Nos annonces »: what December was announced to be, and what it was."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.overview.announced import announcements


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = announcements(found, Month.of(localdate()))
    return render(request, "overview/announced.html", {"contract": found, "page": page})
