"""The dashboard of a contract. What is the same for everyone is rendered once, until one of its data changes."""

from functools import partial
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from commitments.selectors import other_contracts
from dashboards.access import contract_or_404
from dashboards.data_digest import both_digests, people_digest
from dashboards.models.alert import unread_count
from dashboards.overview.forms import OverviewFilters
from dashboards.overview.opening import opening_context
from dashboards.overview.page import overview
from dashboards.page_cache import cached_part
from dashboards.reminders.counting import is_counted, keep_count
from dashboards.shared.period import period_of
from dashboards.shared.reads import ContractFacts


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = cast("User", request.user)
    own = {"unread": unread_count(user, found.pk), "others": other_contracts(found)}
    oversees = may(user, Verb.OVERSEE, found)
    context = {**shared_context(found, request.GET, oversees=oversees), **own}
    if may(user, Verb.VALIDATE, found) and not is_counted(found, localdate()):
        # What the navigation counts and the box lists is read once.
        keep_count(found, context["owed"])
    return render(request, "overview/page.html", context)


def shared_context(contract: Contract, query: QueryDict, *, oversees: bool) -> dict[str, Any]:
    """What the template needs besides the person who asks, of whom it knows only whether they see who owes what."""
    period = period_of(contract, query)
    filters = OverviewFilters(query)
    digests, facts = both_digests([contract]), ContractFacts(contract)
    return {
        "contract": contract,
        "period": period,
        "page": SimpleLazyObject(partial(overview, contract, period, filters, facts=facts)),
        "filters": filters,
        "bar": cached_part("period", period, filters.kept),
        "body": cached_part(
            "overview", period, filters.kept, localdate(), oversees,
            digest=partial(people_digest, [contract]), before=digests.people,
        ),
        **opening_context(contract, period, digests, facts, oversees=oversees),
    }  # fmt: skip
