"""The board of completeness, and the mails that a controller sends from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.completeness.board import LEGEND, board_of
from dashboards.completeness.forms import BoardFilters
from dashboards.completeness.page import BoardPage
from dashboards.reminders.nudging import NudgeResult, nudge_people, nudged_on
from dashboards.shared.sentences import nothing_yet

NOBODY = "Personne n’est relancé\u00a0: il ne leur manque plus rien, ou personne n’a été choisi."


@require_safe
@login_required
def board(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """In a constant number of queries: nine of the board, one of who was nudged."""
    found, user = _allowed(request, body, contract, Verb.OVERSEE)
    filters = BoardFilters(found, request.GET)
    content = board_of(found, filters.year, user)
    may_nudge = may(user, Verb.VALIDATE, found)
    context = {
        "contract": found,
        "filters": filters,
        "page": BoardPage(
            content,
            filters.filter,
            nudged_on(found, content.today) if may_nudge else None,
            nothing_yet(found, "attendu"),
        ),
        "may_nudge": may_nudge,
        "legend": LEGEND,
        "query": request.GET.urlencode(),
    }
    return render(request, "completeness/page.html", context)


@require_POST
@login_required
def nudge(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """Back to the board as it was: its address has the year and the filter."""
    found, user = _allowed(request, body, contract, Verb.VALIDATE)
    result = nudge_people(contract=found, usernames=set(request.POST.getlist("personne")), actor=user)
    if result.posted:
        messages.success(request, _posted(result))
    if result.already:
        messages.warning(request, _already(result))
    if not (result.posted or result.already):
        messages.warning(request, NOBODY)
    filters = BoardFilters(found, request.GET)
    query = f"?annee={filters.year}" + (f"&filtre={filters.filter}" if filters.filter else "")
    return redirect(f"{contract_url(found, 'completeness')}{query}#relancer")


def _allowed(request: HttpRequest, body: str, contract: str, verb: Verb) -> tuple[Contract, User]:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not may(request.user, verb, found):
        raise PermissionDenied
    return found, request.user


def _posted(result: NudgeResult) -> str:
    verb = french.plural(len(result.posted), "recevra", "recevront")
    return f"{french.listing(result.posted)} {verb} un courriel avec tout ce qui manque."


def _already(result: NudgeResult) -> str:
    verb = french.plural(len(result.already), "a déjà été relancé", "ont déjà été relancés")
    return f"{french.listing(result.already)} {verb} aujourd’hui\u00a0: pas de second courriel."
