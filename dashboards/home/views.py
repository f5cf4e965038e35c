"""Where a person arrives: their contract, or the choice between several."""

from collections import Counter
from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    contracts = list(Contract.objects.all().visible_to(request.user).select_related("body"))
    if len(contracts) == 1:
        return redirect("overview", contracts[0].body.code, contracts[0].code)
    return render(
        request,
        "home/page.html",
        {"contracts": contracts, "networks": _networks(request.user, contracts)},
    )


def _networks(user: User | AnonymousUser, contracts: Sequence[Contract]) -> list[Contract]:
    """One contract of each code that the person may look at in several bodies."""
    compared = [each for each in contracts if isinstance(user, User) and may(user, Verb.COMPARE, each)]
    count = Counter(each.code for each in compared)
    return [each for code, each in {each.code: each for each in compared}.items() if count[code] > 1]
