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
from commitments.models import Contract
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.entering import Refusal, StaleVersion, Step, submit_months
from dashboards.pages.entry.grid import grid_page, writable_indicators
from dashboards.pages.entry.legend import LEGEND
from dashboards.pages.entry.typed import Typed, refused_line, with_typed
from dashboards.views.entry_rows import write_row
from indicators.domain.periods import Month

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
    if code := request.POST.get("ligne"):
        return _save_row(request, found, user, code)
    return _submit(request, found, user)


def _save_row(request: HttpRequest, contract: Contract, user: User, code: str) -> HttpResponse:
    """Every month of one indicator that was changed; what is refused stays as it was typed, beside its reason."""
    indicator = next((each for each in writable_indicators(contract, user) if each.code == code), None)
    if indicator is None:
        raise PermissionDenied
    written, typed = write_row(indicator, user, request.POST)
    if typed.messages:
        return _page(request, contract, user, typed, status=409 if typed.has_conflict else 422)
    messages.success(request, _said_of(code, written))
    return redirect(request.get_full_path())


def _submit(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    """The drafts of the ticked indicators, from the versions that the person saw, all or none."""
    ticked = set(request.POST.getlist("soumettre"))
    indicators = [each for each in writable_indicators(contract, user) if each.code in ticked]
    steps = [
        Step(indicator, month, version)
        for indicator in indicators
        for month, version in drafts_of(indicator.code, request.POST).items()
    ]
    if not steps:
        return _page(request, contract, user, Typed(notice=NOTHING_TICKED), status=422)
    try:
        submit_months(contract=contract, steps=steps, actor=user)
    except Refusal as refusal:
        return _page(request, contract, user, _refused(steps, refusal), status=422)
    done = french.sentence(
        f"{french.count_word(len(steps))} mois {french.plural(len(steps), 'soumis', 'soumis')}"
    )
    messages.success(request, f"{done}\u00a0: ils attendent leur validation.")
    return redirect(request.get_full_path())


def _said_of(code: str, written: int) -> str:
    if not written:
        return "Rien n’a changé."
    recorded = french.plural(written, "enregistré", "enregistrés")
    return f"{code}\u00a0: {french.count_word(written)} mois {recorded}."


def drafts_of(code: str, posted: Mapping[str, Any]) -> dict[Month, int]:
    """The months of an indicator that the page showed as drafts, with the version of each."""
    found = {}
    for name, value in posted.items():
        parts = name.split("/")
        if len(parts) == 3 and parts[0] == code and parts[2] == "brouillon" and str(value).isdecimal():
            try:
                found[Month.parse(parts[1])] = int(value)
            except ValueError:
                continue
    return found


def _refused(steps: list[Step], refusal: Refusal) -> Typed:
    if isinstance(refusal, StaleVersion) and not refusal.by_place:
        return Typed(notice=refusal.message)
    lines: dict[str, list[Any]] = {}
    for rank, each in sorted(refusal.by_place.items()):
        step = steps[rank]
        lines.setdefault(step.indicator.code, []).append(refused_line(step.month, each.message))
    notice = "Rien n’est soumis\u00a0: voyez ce qui est signalé." if lines else refusal.message
    return Typed(notice=notice, messages={code: tuple(listed) for code, listed in lines.items()})


def _page(
    request: HttpRequest, contract: Contract, user: User, typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    page = grid_page(contract, user, request.GET)
    context = {
        "contract": contract,
        "page": with_typed(page, typed) if typed else page,
        "notice": typed.notice if typed else "",
        "legend": LEGEND,
    }
    return render(request, "dashboards/entry.html", context, status=status)
