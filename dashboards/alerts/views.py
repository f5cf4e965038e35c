"""One's alerts: which indicators turned, month by month; all marked as read at once."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from dashboards.access import contract_or_404
from dashboards.alerts.page import alerts_page
from dashboards.models import Alert


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    mine = Alert.objects.filter(user=cast("User", request.user), indicator__contract=found)
    if request.method == "POST":
        mine.filter(read_at=None).update(read_at=timezone.now())
        messages.success(request, "Vos alertes sont marquées comme lues.")
        return redirect(request.path)
    page = alerts_page(found, mine.select_related("indicator"))
    return render(request, "alerts/page.html", {"contract": found, "page": page})
