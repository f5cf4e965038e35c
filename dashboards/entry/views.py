"""The entry grid: the page, row by row without JavaScript, cell by cell with it, and handing over."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.access import contract_or_404
from dashboards.entry.form_rows import SavedRows, write_rows
from dashboards.entry.forms import version_of
from dashboards.entry.legend import LEGEND
from dashboards.entry.page import grid_page, writable_indicators
from dashboards.entry.rejected import RejectedInput, refused_line, with_rejected
from indicators.models import Indicator
from indicators.recording import MonthStep, submit
from indicators.selectors import known

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
    and then nothing is handed over.
    """
    indicators = writable_indicators(contract, user)
    written = write_rows(indicators, user, request.POST)
    if written.messages:
        status = 409 if written.has_conflict else 422
        return _page(request, contract, user, written.rejected, status)
    if "ligne" in request.POST:
        messages.success(request, _saved_text(written))
        return redirect(request.get_full_path())
    return _submit(request, contract, user, indicators, written)


def _submit(
    request: HttpRequest, contract: Contract, user: User, indicators: list[Indicator], written: SavedRows
) -> HttpResponse:
    """The drafts of the ticked indicators, from the versions that the person saw or just wrote, all or none."""
    ticked = set(request.POST.getlist("soumettre"))
    steps = [
        MonthStep(indicator, month, version)
        for indicator in indicators
        if indicator.code in ticked
        for month, version in _draft_versions(indicator, request.POST, written).items()
    ]
    if not steps:
        return _page(request, contract, user, RejectedInput(notice=NOTHING_TICKED), status=422)
    try:
        submit(contract=contract, steps=steps, actor=user, origin=Origin.GRID)
    except Refusal as refusal:
        return _page(request, contract, user, _refused(steps, refusal), status=422)
    messages.success(request, _submitted(len(steps)))
    return redirect(request.get_full_path())


def _draft_versions(indicator: Indicator, posted: Mapping[str, Any], written: SavedRows) -> dict[Month, int]:
    """Versions by month: those that the page showed, and those that were written just before."""
    found = drafts_of(indicator, posted)
    for of, month in written.months:
        if of.code == indicator.code:
            standing = known([indicator])[indicator.pk].records.get(month)
            found.pop(month, None)
            if standing is not None and standing.fact is not None:
                found[month] = standing.version
    return found


def _submitted(count: int) -> str:
    done = french.sentence(f"{french.count_word(count)} mois {french.plural(count, 'soumis', 'soumis')}")
    follows = french.plural(count, "il attend sa validation", "ils attendent leur validation")
    return f"{done}\u00a0: {follows}."


def _saved_text(written: SavedRows) -> str:
    count = len(written.months)
    if not count:
        return "Rien n’a changé."
    recorded = french.plural(count, "enregistré", "enregistrés")
    return french.sentence(f"{french.count_word(count)} mois {recorded}.")


def drafts_of(indicator: Indicator, posted: Mapping[str, Any]) -> dict[Month, int]:
    """The months of an indicator that the page showed as drafts, with the version of each."""
    found = {}
    for name, value in posted.items():
        code, _, rest = name.partition("/")
        text, _, kind = rest.partition("/")
        if code != indicator.code or kind != "brouillon" or version_of(str(value)) < 1:
            continue
        try:
            month = Month.parse(text)
        except ValueError:
            continue
        if month.year in indicator.contract.years:
            found[month] = version_of(str(value))
    return found


def _refused(steps: list[MonthStep], refusal: Refusal) -> RejectedInput:
    if isinstance(refusal, StaleVersion) and not refusal.by_place:
        return RejectedInput(notice=refusal.message)
    lines: dict[str, list[Any]] = {}
    for rank, each in sorted(refusal.by_place.items()):
        step = steps[rank]
        lines.setdefault(step.indicator.code, []).append(refused_line(step.month, each.message))
    notice = "Rien n’est soumis\u00a0: voyez ce qui est signalé." if lines else refusal.message
    return RejectedInput(notice=notice, messages={code: tuple(listed) for code, listed in lines.items()})


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
        "notice": typed.notice if typed else "",
        "legend": LEGEND,
    }
    return render(request, "entry/page.html", context, status=status)
