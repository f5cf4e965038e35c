"""Importing a file of many months: sent, shown, confirmed or abandoned, followed, and its report."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.clock import localdate
from accounts.drafts import refuse
from accounts.models import User
from commitments.ledger.tables.limits import LARGEST_FILE, MEGABYTE, MOST_ROWS
from commitments.ledger.tables.reports import Report, csv_of
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards.imports.forms import AnswersForm, FileForm
from dashboards.imports.page import ImportPage, sent_before
from indicators import tasks
from indicators.access import fillable_or_404, import_or_404
from indicators.imports import PLACE, following
from indicators.imports.answers import Answers
from indicators.imports.arriving import arrival_of
from indicators.models import ImportJob, ImportState


@takes_at_most(LARGEST_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found, _ = fillable_or_404(request.user, body, contract)
    if request.method != "POST":
        return _index(request, found, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _index(request, found, form, status=422)
    sent = form.sent
    try:
        job = following.receive(user=_person(request), contract=found, name=sent.name, content=sent.content)
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return _index(request, found, form, status=422)
    return redirect("import", body, contract, job.pk)


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    found, job = import_or_404(request.user, body, contract, pk)
    return _show(request, found, job)


@require_POST
@login_required
def answer(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    """What the person says of the file: it is read again so, and shown again."""
    found, job = import_or_404(request.user, body, contract, pk)
    form = AnswersForm(Report.of_json(job.report), Answers.of_report(job.report), request.POST)
    if not form.is_valid():
        return _show(request, found, job, form, status=422)
    try:
        if not following.answer(job.pk, form.given()):
            refuse(request, "Cet import n’attendait plus de réponse\u00a0: relisez ce qui suit.")
    except UnreadableFileError as error:
        refuse(request, str(error))
    return redirect("import", body, contract, pk)


@require_POST
@login_required
def confirm(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    """Only what the person saw is confirmed: `plan` names it."""
    _, job = import_or_404(request.user, body, contract, pk)
    report = Report.of_json(job.report)
    is_seen = request.POST.get("plan") == report.plan and not report.unexplained and not report.refused
    if is_seen and following.confirm(job.pk):
        tasks.start_import(job)
    else:
        messages.warning(request, "Cet import n’était plus à confirmer ainsi : relisez ce qui suit.")
    return redirect("import", body, contract, pk)


@require_POST
@login_required
def abandon(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    _, job = import_or_404(request.user, body, contract, pk)
    following.abandon(job.pk)
    return redirect("import", body, contract, pk)


@require_safe
@login_required
def progress(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    """How far the writing is, for the page that follows it."""
    _, job = import_or_404(request.user, body, contract, pk)
    is_running = job.state == ImportState.EN_COURS
    return JsonResponse({"running": is_running, "done": tasks.progress_of(job), "total": job.total})


@require_safe
@login_required
def report(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    _, job = import_or_404(request.user, body, contract, pk)
    content = csv_of(Report.of_json(job.report), PLACE)
    return attachment(content, "text/csv; charset=utf-8", f"{body}-import-{pk}-compte-rendu.csv")


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _show(
    request: HttpRequest,
    contract: Contract,
    job: ImportJob,
    form: AnswersForm | None = None,
    status: int = 200,
) -> HttpResponse:
    report = Report.of_json(job.report)
    page = ImportPage(job, report, tasks.progress_of(job), arrival_of(job))
    if form is None and page.asks:
        form = AnswersForm(report, Answers.of_report(job.report))
    context = {"contract": contract, "page": page, "form": form}
    return render(request, "imports/import.html", context, status=status)


def _index(request: HttpRequest, contract: Contract, form: FileForm, status: int = 200) -> HttpResponse:
    context = {
        "contract": contract,
        "form": form,
        "sent": sent_before(_person(request), contract),
        "this_year": localdate().year,
        "largest": LARGEST_FILE // MEGABYTE,
        "rows": french.number(MOST_ROWS),
    }
    return render(request, "imports/page.html", context, status=status)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
