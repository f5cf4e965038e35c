"""Where a person arrives: in the contract that runs in their body, or at the cards of several. Who only enters
arrives at the list of what they have to do.
"""

from collections import Counter
from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.models import Contract
from dashboards.home.cards import cards_of


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    contracts = _visible(request)
    if not contracts and _sets_up(request.user):
        return redirect("setup")
    chosen = _the_one(contracts)
    if chosen is not None:
        return redirect(_first_page(request.user, chosen), chosen.body.code, chosen.code)
    return _list(request, contracts)


@require_safe
@login_required
def contracts(request: HttpRequest) -> HttpResponse:
    """The choice, even where `home` makes it."""
    return _list(request, _visible(request))


def _first_page(user: User | AnonymousUser, contract: Contract) -> str:
    if not isinstance(user, User) or may(user, Verb.OVERSEE, contract):
        return "overview"
    return "owed" if may_somewhere(user, Verb.RECORD, contract.body_pk) else "overview"


def _sets_up(user: User | AnonymousUser) -> bool:
    """Whether there is something to do before any contract: the account of the installation, an administrator."""
    return isinstance(user, User) and (user.is_superuser or user.administers_something())


def _visible(request: HttpRequest) -> list[Contract]:
    return list(Contract.objects.all().visible_to(request.user).select_related("body"))


def _the_one(contracts: Sequence[Contract]) -> Contract | None:
    """The only contract; of several of one body, the only one that runs."""
    if len(contracts) == 1:
        return contracts[0]
    running = [each for each in contracts if each.is_running]
    is_one_body = len({each.body_id for each in contracts}) == 1
    return running[0] if is_one_body and len(running) == 1 else None


def _list(request: HttpRequest, contracts: Sequence[Contract]) -> HttpResponse:
    user = request.user
    cards = cards_of(user, contracts) if isinstance(user, User) else None
    context = {"contracts": contracts, "cards": cards, "networks": _networks(user, contracts)}
    return render(request, "home/page.html", context)


def _networks(user: User | AnonymousUser, contracts: Sequence[Contract]) -> list[Contract]:
    """One contract of each code that the person may look at in several bodies."""
    compared = [each for each in contracts if isinstance(user, User) and may(user, Verb.COMPARE, each)]
    count = Counter(each.code for each in compared)
    return [each for code, each in {each.code: each for each in compared}.items() if count[code] > 1]
