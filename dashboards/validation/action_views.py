"""What owners submitted of their actions: looked at, and decided upon, one or many."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commitments.models import Contract
from commitments.selectors import Item, items_of
from cpg.shared import french
from cpg.shared.typed import typed
from dashboards.actions import following
from dashboards.actions.access import checked_by
from dashboards.validation.actions_page import Attempt, actions_queue, anchor_of

UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."
NOTHING_TICKED = "Cochez au moins une échéance."
KEYS_AT_MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def queue(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found, user = checked_by(request, body, contract)
    if request.method != "POST":
        return _page(request, found, user)
    reason = typed(request.POST, "motif")[:500]
    decision = request.POST.get("decision", "")
    chosen = _chosen(found, request.POST.getlist("echeance"))
    if chosen is None or decision not in set(following.Decision):
        return _page(request, found, user, Attempt(message=UNREADABLE), status=422)
    if not chosen:
        return _page(request, found, user, Attempt(message=NOTHING_TICKED, reason=reason), status=422)
    steps = [following.ItemStep(item.planned, version) for item, version in chosen]
    try:
        following.decide(
            contract=found, decision=following.Decision(decision), steps=steps, reason=reason, actor=user
        )
    except following.Refusal as refusal:
        status = 409 if isinstance(refusal, following.StaleVersion) else 422
        attempt = _attempt(chosen, refusal, reason, is_of_one_row="ligne" in request.POST)
        return _page(request, found, user, attempt, status)
    messages.success(request, _done(following.Decision(decision), len(steps)))
    return redirect(_address(request))


def _chosen(contract: Contract, keys: list[str]) -> list[tuple[Item, int]] | None:
    """`F4-E1A2-2-2025/3`, as the page wrote them; None where one names nothing."""
    if len(keys) > KEYS_AT_MOST:
        return None
    items = {anchor_of(item): item for item in items_of(contract, localdate(), where=Q())}
    chosen = []
    for key in keys:
        anchor, _, version = key.partition("/")
        if anchor not in items or not (version.isascii() and version.isdecimal() and len(version) < 10):
            return None
        chosen.append((items[anchor], int(version)))
    return chosen


def _attempt(
    chosen: list[tuple[Item, int]], refusal: following.Refusal, reason: str, *, is_of_one_row: bool
) -> Attempt:
    """`is_of_one_row`: the person decided on it by its own button, not by ticks."""
    return Attempt(
        ticked=frozenset(anchor_of(item) for item, _ in chosen),
        refusals={anchor_of(chosen[rank][0]): each.message for rank, each in refusal.by_place.items()},
        message="" if refusal.by_place else refusal.message,
        reason=reason,
        is_of_one_row=is_of_one_row,
    )


def _done(decision: following.Decision, count: int) -> str:
    said = f"{french.count_word(count, feminine=True)} {french.plural(count, 'échéance', 'échéances')}"
    if decision is following.Decision.VALIDATE:
        return f"{french.sentence(said)} {french.plural(count, 'validée', 'validées')}."
    returned = french.plural(count, "renvoyée", "renvoyées")
    return f"{french.sentence(said)} {returned}, avec votre motif."


def _address(request: HttpRequest) -> str:
    """The queue as it is filtered, without the link that ticks all: what comes next is for the person to look at."""
    query = request.GET.copy()
    query.pop("coches", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _page(
    request: HttpRequest, contract: Contract, user: User, attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    page = actions_queue(contract, user, request.GET, attempt)
    context = {"contract": contract, "page": page, "attempt": attempt, "address": _address(request)}
    return render(request, "validation/actions.html", context, status=status)
