"""Who owes what: everybody for who oversees, one's own list for who enters; mails that a controller sends from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.owed.forms import OwedFilters
from dashboards.owed.own import OwnList
from dashboards.owed.page import OwedBoard
from dashboards.reminders.counting import keep_count
from dashboards.reminders.nudging import NudgeResult, nudge_people
from dashboards.reminders.owed import owed_in
from dashboards.reminders.planning import last_mails
from dashboards.shared.sentences import nothing_yet

NOBODY = "Personne n’est relancé\u00a0: il ne leur reste plus rien à faire, ou personne n’a été choisi."


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """In a constant number of queries: at most eighteen of what is owed, one of the last mails."""
    found, user = _contract_and_user(request, body, contract)
    now = clock.localtime()
    owed = owed_in(found, now.date())
    if not may(user, Verb.OVERSEE, found):
        own = OwnList(owed, user, nothing_yet(found, "attendu"))
        return render(request, "owed/own.html", {"contract": found, "page": own})
    keep_count(found, owed)
    page = OwedBoard(owed, OwedFilters(request.GET), user, last_mails(), now, nothing_yet(found, "dû"))
    context = {
        "contract": found,
        "page": page,
        "may_nudge": may(user, Verb.VALIDATE, found),
        "may_record": may(user, Verb.RECORD, found),
    }
    return render(request, "owed/page.html", context)


@require_POST
@login_required
def nudge(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """Back to the board as it was."""
    found, user = _contract_and_user(request, body, contract)
    if not may(user, Verb.VALIDATE, found):
        raise PermissionDenied
    result = nudge_people(contract=found, usernames=set(request.POST.getlist("relancer")), actor=user)
    if result.posted:
        messages.success(request, _posted(result))
    if result.already:
        messages.warning(request, _already(result))
    if not (result.posted or result.already):
        messages.warning(request, NOBODY)
    return redirect(f"{contract_url(found, 'owed')}{OwedFilters(request.GET).kept}")


def _contract_and_user(request: HttpRequest, body: str, contract: str) -> tuple[Contract, User]:
    found = contract_or_404(request.user, body, contract)
    if not isinstance(request.user, User):
        raise PermissionDenied
    return found, request.user


def _posted(result: NudgeResult) -> str:
    verb = french.plural(len(result.posted), "recevra", "recevront")
    return f"{french.listing(result.posted)} {verb} un courriel, avec tout ce qui reste à faire."


def _already(result: NudgeResult) -> str:
    count = len(result.already)
    verb = french.plural(count, "a déjà reçu un rappel", "ont déjà reçu un rappel")
    return f"{french.listing(result.already)} {verb} aujourd’hui ou hier soir\u00a0: pas de second courriel."
