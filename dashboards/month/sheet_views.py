"""One month of all the indicators that a person enters, each with all its fields."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboards.month.sheet import sheet_page
from indicators.access import fillable_or_404, month_in_contract_or_404


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, month: str) -> HttpResponse:
    """Each form is that of the month's own page, which takes it and comes back here."""
    found, indicators = fillable_or_404(request.user, body, contract)
    page = sheet_page(found, indicators, month_in_contract_or_404(found, month), cast("User", request.user))
    return render(request, "month/sheet.html", {"page": page, "contract": found})
