"""One's alerts: which indicators turned, month by month; all marked as read at once."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from cpg.shared import french
from dashboards.access import contract_or_404
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
    alerts = list(mine.select_related("indicator__contract__body", "indicator__current_definition"))
    unread = sum(alert.read_at is None for alert in alerts)
    context = {
        "contract": found,
        "alerts": alerts,
        "unread": unread,
        "finding": _finding(len(alerts), unread),
    }
    return render(request, "alerts/page.html", context)


def _finding(count: int, unread: int) -> str:
    if not count:
        return "Aucun indicateur n’a tourné depuis que l’application vous alerte"
    if not unread:
        return "Vous avez lu toutes vos alertes"
    verb = french.plural(unread, "alerte n’est pas lue", "alertes ne sont pas lues")
    return french.sentence(f"{french.count_word(unread, feminine=True)} {verb}")
