"""The committee's screens, one by one or all of them for paper."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from dashboards.access import contract_or_404
from dashboards.committee.keys import OF_COMMITTEE, OF_FIGURES, Key
from dashboards.committee.page import CommitteePage
from dashboards.data_digest import people_digest
from dashboards.page_cache import cached_part
from dashboards.shared.period import period_of
from indicators.models import Indicator

FIRST = Key.SITUATION


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, key: str = FIRST) -> HttpResponse:
    """What is the same for everyone is rendered once, until one of its data changes."""
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    if not _is_screen(found, key):
        raise Http404
    page = CommitteePage(found, period, key, asks_for_all="tout" in request.GET and key not in OF_COMMITTEE)
    may_resolve, may_set_template = (
        isinstance(request.user, User) and may(request.user, verb, found)
        for verb in (Verb.RESOLVE, Verb.SET_TEMPLATE)
    )
    identity = ("committee", period, key, page.asks_for_all, may_resolve, may_set_template, localdate())
    context = {
        "contract": found,
        "period": period,
        "page": page,
        "name": Key(key).label if key in set(Key) else key,
        "body": cached_part(*identity, digest=partial(people_digest, [found])),
        "may_resolve": may_resolve,
        "may_set_template": may_set_template,
    }
    return render(request, "committee/page.html", context)


def _is_screen(contract: Contract, key: str) -> bool:
    if key in OF_FIGURES:
        return not contract.is_to_come
    return key in set(Key) or Indicator.objects.filter(contract=contract, code=key).exists()
