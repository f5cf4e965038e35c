"""The entry grid: the page, row by row without JavaScript, cell by cell with it, and handing over."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.models import Contract
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.entry.form_rows import SavedRows, write_rows
from dashboards.entry.forms import GridFilters
from dashboards.entry.legend import LEGEND
from dashboards.entry.page import grid_page, writable_indicators
from dashboards.entry.rejected import RejectedInput, with_rejected
from indicators.models import Indicator

NOT_WRITTEN = "Ce qui est signalé n’est pas enregistré."
NOTHING_TICKED = "Cochez au moins un indicateur qui a une valeur à soumettre."


def writer_or_403(request: HttpRequest, contract: Contract) -> User:
    """The person, if their roles let them enter anything in this body, be it only what is assigned to them."""
    user = request.user
    if not isinstance(user, User) or not may_somewhere(user, Verb.RECORD, contract.body_pk):
        raise PermissionDenied
    return user


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def grid(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = writer_or_403(request, found)
    if request.method != "POST":
        return _page(request, found, user)
    return _take(request, found, user)


def _take(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    """Whatever the button, what was changed is written first; what is refused stays as it was typed, beside its reason,
    and then nothing goes on to the recap.
    """
    indicators = writable_indicators(contract, user)
    written = write_rows(indicators, user, request.POST)
    if written.messages:
        status = 409 if written.has_conflict else 422
        return _page(request, contract, user, written.rejected, status)
    if "ligne" in request.POST:
        messages.success(request, _saved_text(written))
        return redirect(request.get_full_path())
    return _read_again(request, contract, user, indicators)


def _read_again(
    request: HttpRequest, contract: Contract, user: User, indicators: Sequence[Indicator]
) -> HttpResponse:
    """The recap of what the ticked indicators have: nothing goes before it was read."""
    ticked = set(request.POST.getlist("soumettre"))
    codes = [("indicateur", each.code) for each in indicators if each.code in ticked]
    if not codes:
        return _page(request, contract, user, RejectedInput(notice=NOTHING_TICKED), 422)
    year = GridFilters(contract, request.GET, localdate()).year
    return redirect(f"{contract_url(contract, 'submission')}?{urlencode([('annee', year), *codes])}")


def _saved_text(written: SavedRows) -> str:
    count = len(written.months)
    if not count:
        return "Rien n’a changé."
    recorded = french.plural(count, "enregistré", "enregistrés")
    return french.sentence(f"{french.count_word(count)} mois {recorded}.")


def _page(
    request: HttpRequest,
    contract: Contract,
    user: User,
    typed: RejectedInput | None = None,
    status: int = 200,
) -> HttpResponse:
    page = grid_page(contract, user, request.GET)
    context = {
        "contract": contract,
        "page": with_rejected(page, typed) if typed else page,
        "notice": (typed.notice or NOT_WRITTEN) if typed else "",
        "refused": typed.messages if typed else {},
        "legend": LEGEND,
    }
    return render(request, "entry/page.html", context, status=status)
