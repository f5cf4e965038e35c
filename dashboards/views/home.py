"""Where a person arrives: their contract, or the choice between several."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from commitments.models import Contract


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    contracts = list(Contract.objects.all().visible_to(request.user).select_related("body"))
    if len(contracts) == 1:
        return redirect("overview", contracts[0].body.code, contracts[0].code)
    return render(request, "dashboards/home.html", {"contracts": contracts})
