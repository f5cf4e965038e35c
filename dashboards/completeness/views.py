"""The board of completeness."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from dashboards.access import contract_or_404
from dashboards.completeness.board import LEGEND, board_of
from dashboards.completeness.forms import BoardFilters
from dashboards.completeness.page import BoardPage
from dashboards.data_digest import people_digest
from dashboards.page_cache import cached_part, rights_of
from dashboards.shared.sentences import nothing_yet


@require_safe
@login_required
def board(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """In a constant number of queries: nine of the board, none of them while what they read is unchanged."""
    found, user = _allowed(request, body, contract)
    filters = BoardFilters(found, request.GET)
    context = {
        "contract": found,
        "filters": filters,
        "page": SimpleLazyObject(partial(_page, found, filters, user)),
        "legend": LEGEND,
        "body": cached_part(
            "completeness", filters.year, filters.filter, localdate(), rights_of(user, found),
            digest=partial(people_digest, [found]),
        ),
    }  # fmt: skip
    return render(request, "completeness/page.html", context)


def _page(contract: Contract, filters: BoardFilters, user: User) -> BoardPage:
    content = board_of(contract, filters.year, user)
    return BoardPage(content, filters.filter, nothing_yet(contract, "attendu"))


def _allowed(request: HttpRequest, body: str, contract: str) -> tuple[Contract, User]:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not may(request.user, Verb.OVERSEE, found):
        raise PermissionDenied
    return found, request.user
