"""States of actions from a file: sent, shown, then confirmed. The file comes back with the confirmation, or with the
demand of its report: nothing of it is kept meanwhile.
"""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.drafts.refusals import accept
from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.imports import PLACE, PlannedItem, apply, prepare, read
from commitments.ledger.proofs import SentFile
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.previews import Preview
from commitments.ledger.tables.readings import sentences_of
from commitments.ledger.tables.reports import Report, csv_of
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards.access import contract_or_404
from dashboards.actions.access import person
from dashboards.imports.forms import ActionsFileForm, AnswersForm, ShownFileForm
from dashboards.imports.page import (
    NOTHING_CHANGES,
    NOTHING_WRITTEN,
    WAITS_FOR_ANSWERS,
    RowList,
    without_questions,
)
from dashboards.imports.views import attachment
from indicators.imports.answers import AS_IT_IS, Answers

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
        return _show(request, found, Reading(sent, user, found))
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return _form(request, found, form, status=422)


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that somebody sent, and how it is read."""

    sent: SentFile
    user: User
    contract: Contract
    answers: Answers = AS_IT_IS

    def preview(self) -> Preview[PlannedItem]:
        return prepare(read(self.sent.content, self.answers.choices), [self.contract], self.user)


def _sent_back(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    """What the preview sent: answers, the demand of its report, or its confirmation."""
    form = ShownFileForm(request.POST)
    if not form.is_valid():
        return redirect("actions_import", contract.body.code, contract.code)
    reading = Reading(form.sent, user, contract, form.answers)
    try:
        preview = reading.preview()
        if "reponses" in request.POST:
            return _answered(request, contract, reading, preview)
    except UnreadableFileError:
        return redirect("actions_import", contract.body.code, contract.code)
    if "compte-rendu" in request.POST:
        name = f"{contract.body.code}-engagements-compte-rendu.csv"
        return attachment(csv_of(Report.of(preview), PLACE), "text/csv; charset=utf-8", name)
    if preview.refused or preview.plan != form.cleaned_data["plan"]:
        return _show(request, contract, reading, preview, note=CHANGED)
    return _confirm(request, contract, reading, preview)


def _answered(
    request: HttpRequest, contract: Contract, reading: Reading, preview: Preview[PlannedItem]
) -> HttpResponse:
    """The file read again so. Raises UnreadableFileError."""
    form = AnswersForm(Report.of(preview), reading.answers, request.POST)
    if not form.is_valid():
        return _show(request, contract, reading, preview, questions=form)
    accept(request)
    return _show(request, contract, replace(reading, answers=form.given()))


def _confirm(
    request: HttpRequest, contract: Contract, reading: Reading, preview: Preview[PlannedItem]
) -> HttpResponse:
    reason = f"Import du fichier {reading.sent.name}" if reading.sent.name else ""
    try:
        written = apply(preview, actor=reading.user, reason=reason)
    except Refusal:
        return _show(request, contract, reading, note=CHANGED)
    words = french.plural(written, "échéance est écrite", "échéances sont écrites")
    messages.success(request, f"{french.number(written)} {words}. Elles sont dans le journal de leur action.")
    return redirect("actions", contract.body.code, contract.code)


def _show(
    request: HttpRequest,
    contract: Contract,
    reading: Reading,
    preview: Preview[PlannedItem] | None = None,
    *,
    note: str = "",
    questions: AnswersForm | None = None,
) -> HttpResponse:
    preview = preview or reading.preview()
    sent, answers = reading.sent, reading.answers
    initial = {"contenu": sent.content, "nom": sent.name, "plan": preview.plan, "lu": answers.as_json()}
    if questions is None and preview.reading.asks:
        questions = AnswersForm(Report.of(preview), answers)
    lists = (
        RowList("changed", f"Changées ({len(preview.changed)})", preview.changed),
        RowList("new", f"Nouvelles ({len(preview.new)})", preview.new),
        RowList("unchanged", f"Inchangées ({len(preview.unchanged)})", preview.unchanged),
    )
    context = {
        "contract": contract,
        "title": _title(preview),
        "preview": preview,
        "said": sentences_of(preview.reading),
        "questions": questions,
        "is_to_confirm": preview.written and not preview.refused,
        "lists": [each for each in lists if each.every],
        "refused": RowList("refuses", "Refusées", without_questions(preview.refused)),
        "note": note,
        "back": ShownFileForm(initial=initial, auto_id=False),
    }
    status = 422 if preview.refused else 409 if note else 200
    return render(request, "imports/actions_preview.html", context, status=status)


def _title(preview: Preview[PlannedItem]) -> str:
    total = len(preview.written)
    if preview.reading.asks:
        return WAITS_FOR_ANSWERS
    if preview.refused:
        return NOTHING_WRITTEN
    if not total:
        return NOTHING_CHANGES
    return f"Ce fichier écrirait {french.number(total)} {french.plural(total, 'échéance', 'échéances')}"


def _form(request: HttpRequest, contract: Contract, form: ActionsFileForm, status: int = 200) -> HttpResponse:
    return render(request, "imports/actions.html", {"contract": contract, "form": form}, status=status)
