"""The Cnav's figures beside ours: a quarter, one difference and its steps, both as files."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal
from commitments.models import Contract, Origin
from cpg.shared.periods import Month, Quarter
from dashboards.access import contract_or_404, exportable_or_404, quarter_or_404
from dashboards.addresses import contract_url
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.models.reconciliation import CnavFile, DifferenceStep, Turn
from dashboards.reconciliation.acts import (
    Step,
    follow_difference,
    reopen_difference,
    settle_difference,
)
from dashboards.reconciliation.differences import Difference
from dashboards.reconciliation.export import DIFFERENCE_COLUMNS, difference_row
from dashboards.reconciliation.forms import StepForm
from dashboards.reconciliation.page import DifferenceRow, ReconciliationPage
from dashboards.reconciliation.selectors import reconciliation_of
from indicators.access import month_in_contract_or_404

type Verbs = Mapping[str, tuple[Callable[..., DifferenceStep], str]]
STEPS: Verbs = {
    "suivre": (follow_difference, "Le suivi est enregistré."),
    "regler": (
        settle_difference,
        "L’écart est réglé. Il se rouvrira de lui-même si l’un des deux chiffres change.",
    ),
    "rouvrir": (reopen_difference, "L’écart est de nouveau à régler."),
}
# The field that a refusal is about.
FIELD_OF_CODE = {"comment_missing": "commentaire", "turn_missing": "tour"}


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = ReconciliationPage(found, request.GET)
    context = {"contract": found, "page": page, "may_reconcile": _may(request, found)}
    return render(request, "reconciliation/page.html", context)


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """The differences that the filter keeps, all of them."""
    page = ReconciliationPage(exportable_or_404(request.user, body, contract), request.GET)
    if page.found is None:
        raise Http404
    rows = [difference_row(page.found, each) for each in page.kept]
    content = csv_bytes(DIFFERENCE_COLUMNS, rows, Profile.EXCEL_FR)
    return _attached(content, "text/csv; charset=utf-8", f"{body}-{page.found.quarter}-ecarts-cnav.csv")


@require_safe
@login_required
def received(request: HttpRequest, body: str, contract: str, quarter: str, version: int) -> HttpResponse:
    """A file as it came, the same bytes."""
    found = exportable_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, quarter)
    files = CnavFile.objects.filter(contract=found, year=wanted.year, quarter=wanted.number, version=version)
    file = files.first()
    if file is None:
        raise Http404
    return _attached(bytes(file.content), "application/octet-stream", file.name)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def difference(
    request: HttpRequest, body: str, contract: str, quarter: str, *, code: str, month: str
) -> HttpResponse:
    """One month of an indicator on both sides, with its steps; the step that is posted."""
    found = contract_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, quarter)
    at = month_in_contract_or_404(found, month)
    shown = _difference_or_404(found, wanted, code, at)
    if request.method != "POST":
        return _page(request, found, (wanted, shown))
    if not _may(request, found):
        raise PermissionDenied
    form = StepForm(request.POST)
    chosen = STEPS.get(request.POST.get("acte", ""))
    if not form.is_valid() or chosen is None:
        return _page(request, found, (wanted, shown), form, 422)
    act, done = chosen
    typed = form.cleaned_data
    step = Step(wanted, code, at, typed["vu"], typed["version"], typed["commentaire"], typed["tour"])
    try:
        act(contract=found, step=step, actor=request.user, origin=Origin.FORM)
    except Refusal as refusal:
        form.add_error(FIELD_OF_CODE.get(refusal.code), refusal.message)
        status = 409 if refusal.code == "stale_difference" else 422
        now = _difference_or_404(found, wanted, code, at)
        return _page(request, found, (wanted, now), form, status)
    messages.success(request, done)
    return redirect(contract_url(found, "difference", wanted, code, month))


def _difference_or_404(contract: Contract, quarter: Quarter, code: str, month: Month) -> Difference:
    reconciliation = reconciliation_of(contract, quarter)
    found = reconciliation.at(code, month) if reconciliation else None
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    contract: Contract,
    shown: tuple[Quarter, Difference],
    form: StepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    quarter, found = shown
    context = {
        "contract": contract,
        "quarter": quarter,
        "found": found,
        "row": DifferenceRow(found),
        "form": form,
        "attempt": {name: form.data.get(name, "") for name in StepForm.base_fields} if form else {},
        "turns": list(Turn),
        "may_reconcile": _may(request, contract),
    }
    return render(request, "reconciliation/difference.html", context, status=status)


def _may(request: HttpRequest, contract: Contract) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.RECONCILE, contract)


def _attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
