"""States of actions from a file: sent, shown, then confirmed. The file comes back with the confirmation: nothing of it
is kept meanwhile.
"""

import base64

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards import following
from dashboards.access import contract_or_404
from dashboards.pages.actions.imports import import_page
from dashboards.views.actions.access import person
from followup.imports import plan_of, prepare
from indicators.imports import UnreadableFileError, read_table

LARGEST = 1024 * 1024
TOO_LARGE = f"Le fichier dépasse 1{french.NO_BREAK}Mo\u00a0: gardez les lignes qui changent."
CHANGED = "Des actions ont changé depuis l’aperçu\u00a0: voici ce que le fichier changerait maintenant."
MISSING = "Choisissez un fichier."


class FileForm(forms.Form):
    file = forms.FileField(
        label="Fichier CSV ou XLSX",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        error_messages={"required": MISSING, "missing": MISSING},
    )


@takes_at_most(2 * LARGEST)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = person(request)
    if not may_somewhere(user, Verb.RECORD, found.body_id):
        raise PermissionDenied
    if request.method != "POST":
        return _form(request, found, FileForm())
    if "contenu" in request.POST:
        return _confirm(request, found, user)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    file = form.cleaned_data["file"]
    if file.size > LARGEST:
        form.add_error("file", TOO_LARGE)
        return _form(request, found, form, status=422)
    try:
        return _preview(request, found, user, file.read())
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return _form(request, found, form, status=422)


def _confirm(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    """Write what was shown: only if it is what the file would still do."""
    try:
        content = base64.b64decode(request.POST["contenu"], validate=True)
        preview = prepare(read_table(content), contract, user)
    except (ValueError, UnreadableFileError):
        return redirect("actions_import", contract.body.code, contract.code)
    if preview.refused or plan_of(preview) != request.POST.get("plan"):
        return _preview(request, contract, user, content, note=CHANGED, status=409)
    try:
        said = following.say(contract=contract, updates=preview.updates, actor=user, origin=Origin.IMPORT)
    except following.Refusal:
        return _preview(request, contract, user, content, note=CHANGED, status=409)
    words = french.plural(said.written, "échéance est écrite", "échéances sont écrites")
    messages.success(
        request, f"{french.number(said.written)} {words}. Elles sont dans le journal de leur action."
    )
    return redirect("actions", contract.body.code, contract.code)


def _preview(
    request: HttpRequest, contract: Contract, user: User, content: bytes, *, note: str = "", status: int = 200
) -> HttpResponse:
    preview = prepare(read_table(content), contract, user)
    context = {
        "contract": contract,
        "page": import_page(preview),
        "note": note,
        "plan": plan_of(preview),
        "sent": base64.b64encode(content).decode(),
    }
    return render(
        request, "dashboards/actions_preview.html", context, status=422 if preview.refused else status
    )


def _form(request: HttpRequest, contract: Contract, form: FileForm, status: int = 200) -> HttpResponse:
    return render(
        request, "dashboards/actions_import.html", {"contract": contract, "form": form}, status=status
    )
