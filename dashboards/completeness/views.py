"""The board of completeness: looked at, and the nudge by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.completeness import BoardFilters, completeness_page
from dashboards.completeness.nudging import Nudged, nudge_people

NOBODY = "Personne n’est relancé\u00a0: il ne leur manque plus rien, ou personne n’a été choisi."


@require_safe
@login_required
def board(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found, user = _allowed(request, body, contract, Verb.OVERSEE)
    filters = BoardFilters.of(found, request.GET)
    context = {
        "contract": found,
        "filters": filters,
        "page": completeness_page(found, user, filters),
        "query": request.GET.urlencode(),
    }
    return render(request, "completeness/page.html", context)


@require_POST
@login_required
def nudge(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """Back to the board as it was: its address has the year and the filter."""
    found, user = _allowed(request, body, contract, Verb.VALIDATE)
    nudged = nudge_people(contract=found, usernames=set(request.POST.getlist("personne")), actor=user)
    if nudged.told:
        messages.success(request, _told(nudged))
    if nudged.already:
        messages.warning(request, _already(nudged))
    if not (nudged.told or nudged.already):
        messages.warning(request, NOBODY)
    address = reverse("completeness", args=[found.body.code, found.code])
    filters = BoardFilters.of(found, request.GET)
    query = f"?annee={filters.year}" + (f"&filtre={filters.filter}" if filters.filter else "")
    return redirect(f"{address}{query}#relancer")


def _allowed(request: HttpRequest, body: str, contract: str, verb: Verb) -> tuple[Contract, User]:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User) or not may(request.user, verb, found):
        raise PermissionDenied
    return found, request.user


def _told(nudged: Nudged) -> str:
    verb = french.plural(len(nudged.told), "recevra", "recevront")
    return f"{french.listing(nudged.told)} {verb} un courriel avec tout ce qui manque."


def _already(nudged: Nudged) -> str:
    verb = french.plural(len(nudged.already), "a déjà été relancé", "ont déjà été relancés")
    return f"{french.listing(nudged.already)} {verb} aujourd’hui\u00a0: pas de second courriel."
