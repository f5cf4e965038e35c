"""The calendar of actions, their Gantt, and each of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Action, ActionLink, Contract
from cpg.shared.typed import typed
from dashboards.access import contract_or_404
from dashboards.actions import following
from dashboards.actions.access import action_or_404, person
from dashboards.actions.action_page import action_page
from dashboards.actions.gantt import gantt_page
from dashboards.actions.page import actions_page
from dashboards.journal.page import asked_page
from indicators.models import Indicator


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = actions_page(found, person(request), request.GET)
    return render(request, "actions/page.html", {"contract": found, "page": page})


@require_safe
@login_required
def gantt(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = gantt_page(found, request.GET)
    return render(request, "actions/gantt.html", {"contract": found, "page": page})


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, number: int, code: str) -> HttpResponse:
    found, action = action_or_404(request.user, body, contract, number, code)
    page = action_page(found, action, person(request), asked_page(request.GET))
    return render(request, "actions/action.html", {"contract": found, "page": page})


@require_POST
@login_required
def owners(request: HttpRequest, body: str, contract: str, number: int, code: str) -> HttpResponse:
    """Name who answers for the action; "" is nobody."""
    found, action, user = _managed(request, body, contract, number, code)
    version = request.POST.get("version", "")
    if not (version.isascii() and version.isdecimal() and len(version) < 10):
        raise Http404
    naming = following.Naming(
        action,
        _named(typed(request.POST, "responsable")),
        _named(typed(request.POST, "suppleant")),
        int(version),
    )
    try:
        is_changed = following.name_owners(contract=found, naming=naming, actor=user)
    except following.StaleVersion:
        messages.error(
            request, "Une autre personne vient de changer le responsable\u00a0: relisez, puis choisissez."
        )
    except following.Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Responsable enregistré." if is_changed else "Rien n’a changé.")
    return redirect("action", body, contract, number, code)


@require_POST
@login_required
def links(request: HttpRequest, body: str, contract: str, number: int, code: str) -> HttpResponse:
    """Link the action to an indicator (`indicateur`), or undo a link (`retirer`)."""
    found, action, user = _managed(request, body, contract, number, code)
    try:
        if removed := request.POST.get("retirer", ""):
            if not removed.isascii() or not removed.isdecimal() or len(removed) > 12:
                raise Http404
            standing = get_object_or_404(ActionLink, pk=removed, action=action)
            following.unlink(contract=found, standing=standing, actor=user)
            messages.success(request, "Lien retiré. Il reste dans le journal.")
        else:
            code_of_indicator = typed(request.POST, "indicateur")
            indicator = get_object_or_404(Indicator, contract=found, code=code_of_indicator)
            following.link(contract=found, action=action, indicator=indicator, actor=user)
            messages.success(request, f"Lien avec {indicator.code} enregistré.")
    except following.Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("action", body, contract, number, code)


def _managed(
    request: HttpRequest, body: str, contract: str, number: int, code: str
) -> tuple[Contract, Action, User]:
    found, action = action_or_404(request.user, body, contract, number, code)
    user = person(request)
    if not may(user, Verb.VALIDATE, found):
        raise PermissionDenied
    return found, action, user


def _named(username: str) -> User | None:
    """Somebody who is named and does not exist is nobody of this body: refused as such."""
    if not username:
        return None
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Http404
    return found
