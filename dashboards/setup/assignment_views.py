"""The grid of the assignments of a contract, and those of an earlier contract copied into it."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.sign_on.confirming import confirmed
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from commitments.recording import Naming, name_owners
from cpg.shared import french
from dashboards.setup.access import contract_or_404
from dashboards.setup.copying import Copy, copy_of, sources_for
from dashboards.setup.filters import GridFilters
from dashboards.setup.grid import Grid, grid_of
from dashboards.setup.rows import WantedOwners
from indicators.holders import Holders
from indicators.recording import assign_all

STALE = "Une autre personne a changé cette attribution entre-temps\u00a0: relisez, puis choisissez."
MOVED = "Les attributions ont changé depuis l’aperçu\u00a0: voici ce qui serait copié maintenant."
NOTHING_TICKED = "Cochez au moins une ligne à copier."

type Refused = dict[int, str]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def assignments(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found, user = contract_or_404(request, body, contract)
    filters = GridFilters(request.GET)
    if request.method != "POST":
        return _show(request, grid_of(found, filters))
    grid = grid_of(found, filters, request.POST)
    if not grid.is_valid():
        return _show(request, grid, status=422)
    holders = [row.holders() for row in grid.indicators]
    owners = [row.owners() for row in grid.actions]
    changed, refused = _write(found, holders, owners, user)
    rows = [*grid.indicators, *grid.actions]
    for rank, reason in refused.items():
        rows[rank].refused.append(reason)
    if refused:
        return _show(request, grid, status=422)
    messages.success(request, _said(changed))
    return redirect(request.get_full_path())


def _show(request: HttpRequest, grid: Grid, status: int = 200) -> HttpResponse:
    context = {"setup_contract": grid.contract, "body": grid.contract.body, "grid": grid}
    return render(
        request, "setup/assignments.html", context | {"sources": sources_for(grid.contract)}, status=status
    )


def _said(changed: int) -> str:
    if not changed:
        return "Rien n’a changé."
    done = french.plural(changed, "est enregistrée", "sont enregistrées")
    return f"{french.counted(changed, 'attribution', 'attributions')} {done}."


@transaction.atomic
def _write(
    contract: Contract, holders: Sequence[Holders], owners: Sequence[WantedOwners], user: User
) -> tuple[int, Refused]:
    """All or nothing: how many have changed, or why each is refused by its rank, indicators first."""
    refused: Refused = {}
    changed = 0
    try:
        changed += assign_all(contract=contract, rows=holders, actor=user)
    except Refusal as refusal:
        refused |= _by_rank(refusal, 0)
    namings = [Naming(*each) for each in owners]
    try:
        change = name_owners(contract=contract, namings=namings, actor=user, origin=Origin.FORM)
        changed += change.ownership_revisions.count() if change else 0
    except Refusal as refusal:
        refused |= _by_rank(refusal, len(holders))
    if refused:
        transaction.set_rollback(True)
    return changed, refused


def _by_rank(refusal: Refusal, first: int) -> Refused:
    by_place = refusal.by_place or {0: refusal}
    return {
        first + rank: STALE if isinstance(each, StaleVersion) else each.message
        for rank, each in by_place.items()
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@confirmed
def copy_assignments(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """What an earlier contract would give, line by line; then the lines that are ticked."""
    found, user = contract_or_404(request, body, contract)
    sources = sources_for(found)
    asked = request.GET.get("depuis", "")
    source = next((each for each in sources if each.code == asked), next(iter(sources), None))
    if source is None:
        return redirect("assignments", body, contract)
    copy = copy_of(found, source)
    if request.method != "POST":
        return _show_copy(request, copy, sources)
    if request.POST.get("vu") != copy.digest:
        return _show_copy(request, copy, sources, note=MOVED, status=409)
    ticked = set(request.POST.getlist("copier"))
    lines = [line for line in copy.offered if line.code in ticked]
    if not lines:
        return _show_copy(request, copy, sources, note=NOTHING_TICKED, status=422)
    indicators = [line for line in lines if line.is_indicator]
    actions = [line for line in lines if not line.is_indicator]
    changed, refused = _write(
        found, [line.holders() for line in indicators], [line.owners() for line in actions], user
    )
    if refused:
        named = [*indicators, *actions]
        note = " ".join(f"{named[rank].code}\u00a0: {reason}" for rank, reason in refused.items())
        return _show_copy(request, copy, sources, note=note, status=422)
    messages.success(request, _said(changed))
    return redirect("assignments", body, contract)


def _show_copy(
    request: HttpRequest, copy: Copy, sources: Sequence[Contract], *, note: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "setup_contract": copy.contract,
        "body": copy.contract.body,
        "copy": copy,
        "sources": sources,
        "note": note,
        "ticked": request.POST.getlist("copier") if request.method == "POST" else None,
    }
    return render(request, "setup/copy.html", context, status=status)
