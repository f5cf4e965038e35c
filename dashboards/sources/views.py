"""Sources of a contract: listed, described, tried, put in service, trusted, stopped; what arrived, and its files."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.drafts import refuse
from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.ledger.files.kinds import RefusedFileError, kind_of
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.limits import LARGEST_FILE
from commitments.models import Contract
from cpg.shared.uploads import takes_at_most
from dashboards.addresses import contract_url
from dashboards.imports.forms import FileForm
from dashboards.proofs.serving import download
from dashboards.sources.access import contract_of_sources, fillable_of, may_map, person_of, source_or_404
from dashboards.sources.forms import ActForm, DescriptionForm
from dashboards.sources.page import ListedSource, SourcePage, TrialPage, finding
from dashboards.sources.selectors import arrivals_of, connections_of, events_of, sources_of
from indicators.models import Source
from indicators.sources import keeping
from indicators.sources.arrived import SourceTrouble
from indicators.sources.readers import READERS
from indicators.sources.trying import Tried, try_source

ALL_METHODS = ["GET", "HEAD", "POST"]
STARTED = "La source est en service\u00a0: ce qui arrive est lu à partir de maintenant."
ENDED = "La source est arrêtée\u00a0: plus rien n’en est lu, et ce qui est enregistré reste."
TRUSTED = "La source enregistre désormais seule ce qui est nouveau et sans doute, à l’état saisi."
DISTRUSTED = "La source n’enregistre plus rien sans confirmation."
UNREADABLE = "Essayez la source d’abord\u00a0: le fichier qui est là ne se lit pas encore, et dit pourquoi."


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_of_sources(request, body, contract)
    person = person_of(request)
    listed = [ListedSource(each, vars(each)["waiting"]) for each in sources_of(found)]
    context = {
        "contract": found,
        "sources": listed,
        "finding": finding(listed),
        "connections": connections_of(found),
        "may_connect": may(person, Verb.ADMINISTER, found),
        "may_describe": may_somewhere(person, Verb.RECORD, found.body_id),
        "kinds": list(READERS),
    }
    return render(request, "sources/list.html", context)


@require_http_methods(ALL_METHODS)
@login_required
def new(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_of_sources(request, body, contract)
    return _describe(request, found, None)


@require_http_methods(ALL_METHODS)
@login_required
def describe(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    found = contract_of_sources(request, body, contract)
    source = source_or_404(found, pk)
    if not may_map(person_of(request), source):
        raise PermissionDenied
    return _describe(request, found, source)


def _describe(request: HttpRequest, contract: Contract, source: Source | None) -> HttpResponse:
    person = person_of(request)
    fillable = fillable_of(person, contract)
    data = request.POST if request.method == "POST" else None
    form = DescriptionForm(connections_of(contract), fillable, data, source)
    if form.is_bound and form.is_valid():
        try:
            written = keeping.describe(
                contract=contract, description=form.description, actor=person, source=source
            )
        except Refusal as refusal:
            form.add_error("nom" if refusal.code == "name_taken" else "indicateurs", refusal.message)
        else:
            messages.success(
                request, "La description est enregistrée\u00a0: essayez-la, puis mettez en service."
            )
            return redirect(contract_url(contract, "source", written.pk))
    context = {"contract": contract, "form": form, "source": source}
    return render(request, "sources/description.html", context, status=422 if form.errors else 200)


@takes_at_most(LARGEST_FILE)
@require_http_methods(ALL_METHODS)
@login_required
def show(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    found = contract_of_sources(request, body, contract)
    source = source_or_404(found, pk)
    if request.method != "POST":
        return _page(request, source)
    if "file" in request.FILES:
        return _deliver(request, source)
    form = ActForm(request.POST)
    if not form.is_valid():
        return _page(request, source, status=422)
    if form.cleaned_data["acte"] == ActForm.TRY:
        return _try(request, source)
    act, done = ACTS[form.cleaned_data["acte"]]
    try:
        act(source, person_of(request))
    except Refusal as refusal:
        if refusal.code == "not_allowed":
            raise PermissionDenied from refusal
        refuse(request, refusal.message)
    else:
        messages.success(request, done)
    return redirect(contract_url(found, "source", source.pk))


def _try(request: HttpRequest, source: Source) -> HttpResponse:
    """Answers the request itself: nothing is kept of it."""
    if not may_map(person_of(request), source):
        raise PermissionDenied
    return _page(request, source, tried=try_source(source))


def _start(source: Source, person: User) -> None:
    """With the shape of what is there: the first file that fits."""
    if not may_map(person, source):
        raise PermissionDenied
    tried = try_source(source)
    if tried.trouble:
        raise Refusal(tried.trouble, "not_read")
    read = next((each for each in tried.files if each.is_read), None)
    if tried.files and read is None:
        raise Refusal(UNREADABLE, "not_read")
    keeping.start(source=source, headings=read.headings if read else (), actor=person)


ACTS: dict[str, tuple[Callable[[Source, User], None], str]] = {
    ActForm.START: (_start, STARTED),
    ActForm.END: (lambda source, person: keeping.end(source=source, actor=person), ENDED),
    ActForm.TRUST: (
        lambda source, person: keeping.trust(source=source, is_trusted=True, actor=person),
        TRUSTED,
    ),
    ActForm.DISTRUST: (
        lambda source, person: keeping.trust(source=source, is_trusted=False, actor=person),
        DISTRUSTED,
    ),
}


def _deliver(request: HttpRequest, source: Source) -> HttpResponse:
    """A file that is sent by hand is read as the last one was."""
    person = person_of(request)
    if not may_map(person, source):
        raise PermissionDenied
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, source, form=form, status=422)
    sent = form.sent
    try:
        arrival = keeping.deliver(source=source, name=sent.name, content=sent.content, actor=person)
    except (Refusal, SourceTrouble) as error:
        form.add_error("file", str(error))
        return _page(request, source, form=form, status=422)
    if arrival is None:
        form.add_error("file", "Ce fichier est déjà arrivé\u00a0: il est dans la liste ci-dessous.")
        return _page(request, source, form=form, status=422)
    if arrival.job is not None and arrival.job.user_id == person.pk:
        return redirect(contract_url(source.contract, "import", arrival.job_id))
    return redirect(contract_url(source.contract, "source", source.pk))


@require_safe
@login_required
def file(request: HttpRequest, body: str, contract: str, pk: int, number: int) -> HttpResponse:
    """What arrived, as it arrived."""
    found = contract_of_sources(request, body, contract)
    arrival = source_or_404(found, pk).arrivals.filter(number=number).first()
    if arrival is None or not arrival.content:
        raise Http404
    content = bytes(arrival.content)
    try:
        kind = kind_of(content, arrival.name).content_type
    except RefusedFileError:
        kind = "application/octet-stream"
    return download(content, kind, arrival.name)


def _page(
    request: HttpRequest,
    source: Source,
    *,
    tried: Tried | None = None,
    form: FileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = SourcePage(source, person_of(request), arrivals_of(source), events_of(source))
    context: dict[str, Any] = {
        "contract": source.contract,
        "page": page,
        "trial": TrialPage(tried) if tried is not None else None,
        "form": form or (FileForm() if page.takes_files else None),
    }
    return render(request, "sources/source.html", context, status=status)
