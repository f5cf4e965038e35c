"""States of actions from a file: sent, shown, then confirmed. The file comes back with the confirmation, or with the
demand of its report: nothing of it is kept meanwhile.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.imports import PLACE, PlannedItem, apply, prepare, read
from commitments.ledger.proofs import SentFile
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.previews import Preview
from commitments.ledger.tables.reports import Report, csv_of
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards.access import contract_or_404
from dashboards.actions.access import person
from dashboards.imports.forms import ActionsFileForm, ShownFileForm
from dashboards.imports.page import NOTHING_CHANGES, NOTHING_WRITTEN, RowList
from dashboards.imports.views import attachment

CHANGED = "Des actions ont changé depuis l’aperçu\u00a0: voici ce que le fichier changerait maintenant."


@takes_at_most(2 * ActionsFileForm.largest)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = person(request)
    if not may_somewhere(user, Verb.RECORD, found.body_id):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, found, ActionsFileForm())
    if "contenu" in request.POST:
        return _sent_back(request, found, user)
    form = ActionsFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    sent = form.sent
    try:
        return _show(request, found, sent, _preview(sent, found, user))
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return _form(request, found, form, status=422)


def _sent_back(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    """What the preview sent: the demand of its report, or its confirmation."""
    form = ShownFileForm(request.POST)
    if not form.is_valid():
        return redirect("actions_import", contract.body.code, contract.code)
    sent = form.sent
    try:
        preview = _preview(sent, contract, user)
    except UnreadableFileError:
        return redirect("actions_import", contract.body.code, contract.code)
    if "compte-rendu" in request.POST:
        name = f"{contract.body.code}-engagements-compte-rendu.csv"
        return attachment(csv_of(Report.of(preview), PLACE), "text/csv; charset=utf-8", name)
    if preview.refused or preview.plan != form.cleaned_data["plan"]:
        return _show(request, contract, sent, preview, note=CHANGED)
    return _confirm(request, contract, user, sent, preview)


def _confirm(
    request: HttpRequest, contract: Contract, user: User, sent: SentFile, preview: Preview[PlannedItem]
) -> HttpResponse:
    reason = f"Import du fichier {sent.name}" if sent.name else ""
    try:
        written = apply(preview, actor=user, reason=reason)
    except Refusal:
        return _show(request, contract, sent, _preview(sent, contract, user), note=CHANGED)
    words = french.plural(written, "échéance est écrite", "échéances sont écrites")
    messages.success(request, f"{french.number(written)} {words}. Elles sont dans le journal de leur action.")
    return redirect("actions", contract.body.code, contract.code)


def _preview(sent: SentFile, contract: Contract, user: User) -> Preview[PlannedItem]:
    return prepare(read(sent.content), [contract], user)


def _show(
    request: HttpRequest,
    contract: Contract,
    sent: SentFile,
    preview: Preview[PlannedItem],
    *,
    note: str = "",
) -> HttpResponse:
    initial = {"contenu": sent.content, "nom": sent.name, "plan": preview.plan}
    lists = (
        RowList("changed", f"Changées ({len(preview.changed)})", preview.changed),
        RowList("new", f"Nouvelles ({len(preview.new)})", preview.new),
        RowList("unchanged", f"Inchangées ({len(preview.unchanged)})", preview.unchanged),
    )
    context = {
        "contract": contract,
        "title": _title(preview),
        "preview": preview,
        "is_to_confirm": preview.written and not preview.refused,
        "lists": [each for each in lists if each.every],
        "refused": RowList("refuses", "Refusées", preview.refused),
        "note": note,
        "back": ShownFileForm(initial=initial, auto_id=False),
    }
    status = 422 if preview.refused else 409 if note else 200
    return render(request, "imports/actions_preview.html", context, status=status)


def _title(preview: Preview[PlannedItem]) -> str:
    total = len(preview.written)
    if preview.refused:
        return NOTHING_WRITTEN
    if not total:
        return NOTHING_CHANGES
    return f"Ce fichier écrirait {french.number(total)} {french.plural(total, 'échéance', 'échéances')}"


def _form(request: HttpRequest, contract: Contract, form: ActionsFileForm, status: int = 200) -> HttpResponse:
    return render(request, "imports/actions.html", {"contract": contract, "form": form}, status=status)
