"""Bodies side by side, for those who belong to several; each sees their own bodies only."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from dashboards.access import format_or_404, quarter_or_404
from dashboards.data_digest import scores_digest
from dashboards.exports.files import FLAVOURS
from dashboards.exports.serving import attachment
from dashboards.network import NetworkQuery, network_page
from dashboards.network.comparison import comparable, own_first
from dashboards.network.sent import file_of, quarter_of
from dashboards.network.values_file import values_file
from dashboards.page_cache import cached_part
from dashboards.shared.period import period_of


@require_safe
@login_required
def show(request: HttpRequest, contract: str) -> HttpResponse:
    contracts, chosen = _asked_or_404(request, contract)
    return render(request, "network/page.html", shared_context(contracts, chosen, request.GET))


@require_safe
@login_required
def download_values(request: HttpRequest, contract: str, format_: str) -> HttpResponse:
    """What the page shows of each indicator, at the same month."""
    contracts, chosen = _asked_or_404(request, contract)
    wanted, period = format_or_404(format_), period_of(chosen, request.GET)
    content = values_file(_exported(request, contracts), period.month, wanted)
    return attachment(content, wanted, f"{contract}-reseau-{period.month}")


@require_safe
@login_required
def download_quarter(request: HttpRequest, contract: str, quarter: str, format_: str) -> HttpResponse:
    """What the bodies closed, in one file; a 404 while none of them has."""
    contracts, chosen = _asked_or_404(request, contract)
    wanted = format_or_404(format_)
    sent = quarter_of(_exported(request, contracts), quarter_or_404(chosen, quarter))
    if not sent.closed:
        raise Http404
    return attachment(file_of(sent, wanted), wanted, sent.stem)


def shared_context(contracts: list[Contract], chosen: Contract, query: QueryDict) -> dict[str, Any]:
    """What the template needs, the same for everyone who may see all these contracts."""
    period = period_of(chosen, query)
    asked = NetworkQuery.of(query, period, chosen.body.code)
    return {
        "contract": chosen,
        "contracts": contracts,
        "period": period,
        "asked": asked,
        "formats": FLAVOURS.items(),
        "page": SimpleLazyObject(partial(network_page, contracts, chosen, asked)),
        "is_fictitious": any(each.is_demo for each in contracts),
        "body": cached_part("network", asked, localdate(), digest=partial(scores_digest, contracts)),
    }


def _asked_or_404(request: HttpRequest, code: str) -> tuple[list[Contract], Contract]:
    """The contracts that the person may compare, and the one whose body comes first: theirs, or the one asked for."""
    if not isinstance(request.user, User):
        raise Http404
    contracts = comparable(request.user, code)
    wanted = request.GET.get("organisme", "")
    named = (each for each in contracts if each.body.code == wanted)
    chosen = next(named, None) if wanted else own_first(request.user, contracts)
    if chosen is None:
        raise Http404
    return contracts, chosen


def _exported(request: HttpRequest, contracts: list[Contract]) -> list[Contract]:
    """Those whose files the person may download: asked of each body."""
    user = request.user
    return [each for each in contracts if isinstance(user, User) and may(user, Verb.EXPORT, each)]
