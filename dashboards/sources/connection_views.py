"""Connections of a body: written and tried by its administrators."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from dashboards.addresses import contract_url
from dashboards.sources.access import (
    connection_or_404,
    contract_of_sources,
    person_of,
    require_administrator,
)
from dashboards.sources.forms import ActForm, ConnectionForm
from dashboards.sources.page import TrialPage
from indicators.models import SourceConnection, SourceKind
from indicators.sources.keeping import connect
from indicators.sources.readers import READERS
from indicators.sources.trying import try_connection

ALL_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(ALL_METHODS)
@login_required
def new(request: HttpRequest, body: str, contract: str, kind: str) -> HttpResponse:
    found, person = _administered(request, body, contract)
    if kind not in {each.value for each in READERS}:
        raise Http404
    return _write(request, found, person, SourceKind(kind), None)


@require_http_methods(ALL_METHODS)
@login_required
def show(request: HttpRequest, body: str, contract: str, pk: int) -> HttpResponse:
    found, person = _administered(request, body, contract)
    connection = connection_or_404(found, pk)
    if request.POST.get("acte") == ActForm.TRY:
        form = ConnectionForm(SourceKind(connection.kind), connection=connection)
        return _page(request, found, form, connection, TrialPage(try_connection(connection)))
    return _write(request, found, person, SourceKind(connection.kind), connection)


def _administered(request: HttpRequest, body: str, contract: str) -> tuple[Contract, User]:
    found, person = contract_of_sources(request, body, contract), person_of(request)
    require_administrator(person, found)
    return found, person


def _write(
    request: HttpRequest,
    contract: Contract,
    person: User,
    kind: SourceKind,
    connection: SourceConnection | None,
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ConnectionForm(kind, data, connection)
    if form.is_bound and form.is_valid():
        try:
            written = connect(contract=contract, wiring=form.wiring, actor=person, connection=connection)
        except Refusal as refusal:
            form.add_error("secret" if refusal.code == "secret_refused" else "nom", refusal.message)
        else:
            messages.success(request, "La connexion est enregistrée\u00a0: essayez-la.")
            return redirect(contract_url(contract, "source_connection", written.pk))
    return _page(request, contract, form, connection)


def _page(
    request: HttpRequest,
    contract: Contract,
    form: ConnectionForm,
    connection: SourceConnection | None,
    trial: TrialPage | None = None,
) -> HttpResponse:
    context = {
        "contract": contract,
        "form": form,
        "kind": form.kind,
        "connection": connection,
        "trial": trial,
        "used": connection.sources.filter(ended_at=None).count() if connection else 0,
    }
    return render(request, "sources/connection.html", context, status=422 if form.errors else 200)
