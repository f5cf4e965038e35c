"""The journal of security, for whoever administers a body."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.security.selectors import events_for
from dashboards.access import administrator
from dashboards.security.forms import SecurityFilters
from dashboards.security.page import SecurityPage, csv_of


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    page = SecurityPage(administrator(request), SecurityFilters(request.GET))
    return render(request, "security/page.html", {"page": page})


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """All that the filter keeps. That it left is an event too, as of every file."""
    events = SecurityFilters(request.GET).keep(events_for(administrator(request)))
    name = f"journal-de-securite-{clock.localdate():%Y-%m-%d}.csv"
    return HttpResponse(
        csv_of(events),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
