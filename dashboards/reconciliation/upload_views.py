"""A file of the Cnav's figures: sent, shown, then kept. It comes back with the confirmation: nothing of it is kept
meanwhile.
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
from accounts.rights import Verb, may
from commitments.ledger.proofs import SentFile
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.readings import sentences_of
from commitments.ledger.tables.reports import Report
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.periods import Quarter
from cpg.shared.uploads import takes_at_most
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.imports.forms import AnswersForm
from dashboards.imports.page import NOTHING_WRITTEN, WAITS_FOR_ANSWERS, RowList, without_questions
from dashboards.reconciliation.acts import receive_file
from dashboards.reconciliation.forms import CnavFileForm, ShownCnavFileForm
from dashboards.reconciliation.reading import FilePreview, prepare_figures
from indicators.imports import read
from indicators.imports.answers import AS_IT_IS, Answers

NOTHING_NEW = "Ce fichier ne dit rien de nouveau"


@dataclass(frozen=True, slots=True)
class SentFigures:
    """A file that somebody sent, of which quarter, and how it is read."""

    contract: Contract
    quarter: Quarter
    sent: SentFile
    answers: Answers = AS_IT_IS

    def preview(self, contract: Contract | None = None) -> FilePreview:
        """Raises UnreadableFileError."""
        table = read(self.sent.content, self.answers.choices)
        return prepare_figures(table, contract or self.contract, self.quarter)


@takes_at_most(2 * CnavFileForm.largest)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = request.user
    if not isinstance(user, User) or not may(user, Verb.RECONCILE, found):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, found, CnavFileForm(found, initial={"trimestre": request.GET.get("trimestre")}))
    if "contenu" in request.POST:
        return _sent_back(request, found, user)
    form = CnavFileForm(found, request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    try:
        shown = _show(request, SentFigures(found, form.quarter, form.sent))
        # The quarter that was chosen goes with the preview: it is no text that waits.
        accept(request)
        return shown
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return _form(request, found, form, status=422)


def _sent_back(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    """What the preview sent: answers, or its confirmation."""
    form = ShownCnavFileForm(contract, request.POST)
    if not form.is_valid():
        return redirect("cnav_upload", contract.body.code, contract.code)
    figures = SentFigures(contract, form.quarter, form.sent, form.answers)
    try:
        if "reponses" in request.POST:
            return _answered(request, figures)
        return _keep(request, figures, form.cleaned_data["plan"], user)
    except UnreadableFileError:
        return redirect("cnav_upload", contract.body.code, contract.code)


def _answered(request: HttpRequest, figures: SentFigures) -> HttpResponse:
    """The file read again so."""
    form = AnswersForm(Report.of(figures.preview().found), figures.answers, request.POST)
    if not form.is_valid():
        return _show(request, figures, questions=form)
    accept(request)
    return _show(request, replace(figures, answers=form.given()))


def _keep(request: HttpRequest, figures: SentFigures, plan: str, user: User) -> HttpResponse:
    contract, quarter = figures.contract, figures.quarter
    try:
        file = receive_file(
            contract=contract,
            quarter=quarter,
            sent=figures.sent,
            prepare=figures.preview,
            plan=plan,
            how=figures.answers.as_json(),
            actor=user,
            origin=Origin.FORM,
        )
    except Refusal as refusal:
        return _show(request, figures, note=refusal.message)
    name = french.quarter_name(quarter.year, quarter.number)
    messages.success(request, f"Les chiffres de la Cnav du {name} sont gardés, version {file.version}.")
    return redirect(f"{contract_url(contract, 'reconciliation')}?trimestre={quarter}")


def _show(
    request: HttpRequest, figures: SentFigures, *, note: str = "", questions: AnswersForm | None = None
) -> HttpResponse:
    preview = figures.preview()
    found = preview.found
    if questions is None and found.reading.asks:
        questions = AnswersForm(Report.of(found), figures.answers)
    initial = {
        "contenu": figures.sent.content,
        "nom": figures.sent.name,
        "plan": preview.plan,
        "lu": figures.answers.as_json(),
        "trimestre": str(figures.quarter),
    }
    lists = (
        RowList("changed", f"Changés ({len(found.changed)})", found.changed),
        RowList("new", f"Nouveaux ({len(found.new)})", found.new),
        RowList("unchanged", f"Inchangés ({len(found.unchanged)})", found.unchanged),
    )
    context = {
        "contract": figures.contract,
        "quarter": figures.quarter,
        "title": _title(preview),
        "preview": preview,
        "said": sentences_of(found.reading),
        "questions": questions,
        "lists": [each for each in lists if each.every],
        "refused": RowList("refuses", "Refusés", without_questions(found.refused)),
        "note": note,
        "back": ShownCnavFileForm(figures.contract, initial=initial, auto_id=False),
    }
    status = 422 if found.refused else 409 if note else 200
    return render(request, "reconciliation/preview.html", context, status=status)


def _title(preview: FilePreview) -> str:
    total = len(preview.figures)
    if preview.found.reading.asks:
        return WAITS_FOR_ANSWERS
    if preview.found.refused:
        return NOTHING_WRITTEN
    if not preview.may_be_kept:
        return NOTHING_NEW
    return f"Ce fichier a {french.counted(total, 'chiffre', 'chiffres')} de la Cnav"


def _form(request: HttpRequest, contract: Contract, form: CnavFileForm, status: int = 200) -> HttpResponse:
    return render(request, "reconciliation/upload.html", {"contract": contract, "form": form}, status=status)
