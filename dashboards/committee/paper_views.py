"""The dossier to print, rendered once for all who see the same until one of its data changes."""

from functools import partial
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from dashboards.access import contract_or_404
from dashboards.committee.paper import paper_page
from dashboards.data_digest import both_digests, people_digest
from dashboards.overview.opening import opening_context
from dashboards.page_cache import cached_part
from dashboards.shared.period import period_of
from dashboards.shared.reads import ContractFacts


@require_safe
@login_required
def paper(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    period = period_of(found, request.GET)
    oversees = may(cast("User", request.user), Verb.OVERSEE, found)
    digests = both_digests([found])
    opening = opening_context(found, period, digests, ContractFacts(found), oversees=oversees)
    context = {
        "contract": found,
        "period": period,
        "page": SimpleLazyObject(partial(paper_page, found, period)),
        "body": cached_part(
            "paper",
            period,
            localdate(),
            oversees,
            digest=partial(people_digest, [found]),
            before=digests.people,
            inner=(opening["causes"], opening["debts"]),
        ),
        **opening,
    }
    return render(request, "committee/paper.html", context)
