"""The board of completeness."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from dashboards.access import contract_or_404
from dashboards.completeness.board import LEGEND, board_of
from dashboards.completeness.forms import BoardFilters
from dashboards.completeness.page import BoardPage
from dashboards.shared.sentences import nothing_yet


@require_safe
@login_required
def board(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """In a constant number of queries: nine of the board."""
    found, user = _allowed(request, body, contract)
    filters = BoardFilters(found, request.GET)
    content = board_of(found, filters.year, user)
    context = {
        "contract": found,
        "filters": filters,
        "page": BoardPage(content, filters.filter, nothing_yet(found, "attendu")),
        "legend": LEGEND,
    }
    return render(request, "completeness/page.html", context)


def _allowed(request: HttpRequest, body: str, contract: str) -> tuple[Contract, User]:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not may(request.user, Verb.OVERSEE, found):
        raise PermissionDenied
    return found, request.user
