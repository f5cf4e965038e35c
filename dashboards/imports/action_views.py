"""States of actions from a file: sent, shown, then confirmed. The file comes back with the confirmation, or with the
demand of its report: nothing of it is kept meanwhile.
"""

import base64
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments import recording
from commitments.imports import Preview, csv_of, plan_of, prepare, read
from commitments.ledger.refusals import Refusal
from commitments.ledger.tables.rows import UnreadableFileError
from commitments.models import Contract, Origin
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards.access import contract_or_404
from dashboards.actions.access import person
from dashboards.imports.actions_page import import_page

LARGEST = 1024 * 1024
LONGEST_NAME = 200
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


@dataclass(frozen=True, slots=True)
class Sent:
    """A file, as it was chosen or as its preview sends it back."""

    name: str
    content: bytes

    @classmethod
    def back(cls, request: HttpRequest) -> "Sent":
        """Raises ValueError where it is not what the preview sent."""
        content = base64.b64decode(request.POST["contenu"], validate=True)
        return cls(request.POST.get("nom", "")[:LONGEST_NAME], content)

    @property
    def encoded(self) -> str:
        return base64.b64encode(self.content).decode()

    def preview(self, contract: Contract, user: User) -> Preview:
        return prepare(read(self.content), [contract], user)


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
        return _sent_back(request, found, user)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, found, form, status=422)
    file = form.cleaned_data["file"]
    try:
        if file.size > LARGEST:
            raise UnreadableFileError(TOO_LARGE)
        return _preview(request, found, user, Sent(file.name[:LONGEST_NAME], file.read()))
    except UnreadableFileError as error:
        form.add_error("file", str(error))
        return _form(request, found, form, status=422)


def _sent_back(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    try:
        sent = Sent.back(request)
        preview = sent.preview(contract, user)
    except (ValueError, UnreadableFileError):
        return redirect("actions_import", contract.body.code, contract.code)
    if "compte-rendu" in request.POST:
        return _report(contract, preview)
    return _confirm(request, contract, user, sent, preview)


def _report(contract: Contract, preview: Preview) -> HttpResponse:
    response = HttpResponse(csv_of(preview), content_type="text/csv; charset=utf-8")
    name = f"{contract.body.code}-engagements-compte-rendu.csv"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _confirm(
    request: HttpRequest, contract: Contract, user: User, sent: Sent, preview: Preview
) -> HttpResponse:
    """Write what was shown: only if it is what the file would still do."""
    if preview.refused or plan_of(preview) != request.POST.get("plan"):
        return _preview(request, contract, user, sent, note=CHANGED)
    reason = f"Import du fichier {sent.name}" if sent.name else ""
    try:
        updated = recording.update_many(
            contract=contract, updates=preview.updates, actor=user, origin=Origin.IMPORT, reason=reason
        )
    except Refusal:
        return _preview(request, contract, user, sent, note=CHANGED)
    words = french.plural(updated.written, "échéance est écrite", "échéances sont écrites")
    messages.success(
        request, f"{french.number(updated.written)} {words}. Elles sont dans le journal de leur action."
    )
    return redirect("actions", contract.body.code, contract.code)


def _preview(
    request: HttpRequest, contract: Contract, user: User, sent: Sent, *, note: str = ""
) -> HttpResponse:
    preview = sent.preview(contract, user)
    context = {
        "contract": contract,
        "page": import_page(preview),
        "note": note,
        "plan": plan_of(preview),
        "sent": sent,
    }
    status = 422 if preview.refused else 409 if note else 200
    return render(request, "imports/actions_preview.html", context, status=status)


def _form(request: HttpRequest, contract: Contract, form: FileForm, status: int = 200) -> HttpResponse:
    return render(request, "imports/actions.html", {"contract": contract, "form": form}, status=status)
