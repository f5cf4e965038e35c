"""Loading a contract's file: sent, shown, then confirmed as it was shown. The file comes back with the confirmation:
nothing of it is kept meanwhile, neither on a disk nor in the database.
"""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import Body, User
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from commitments.ledger.proofs import SentFile
from commitments.models import Contract
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards.access import administrator
from dashboards.contracts import drafting
from dashboards.contracts.forms import REASON_MISSING, ContractFileForm, ShownContractForm
from dashboards.contracts.page import kinds_of, latest_loadings, taken_address
from dashboards.models.contract_draft import ContractDraft
from indicators.loading import (
    LARGEST_FILE,
    LoadingPreview,
    NotAsShownError,
    UnreadableContractError,
    load_as_shown,
    plan_of,
    preview_for,
    read_contract,
)

CHANGED = "Ce qui est enregistré a changé depuis l’aperçu : voici ce que le fichier changerait maintenant."


@takes_at_most(2 * LARGEST_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def load(request: HttpRequest) -> HttpResponse:
    user = administrator(request)
    if request.method != "POST":
        return _form(request, user, ContractFileForm())
    if "contenu" in request.POST:
        return _sent_back(request, user)
    form = ContractFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, user, form, status=422)
    sent = form.sent
    try:
        preview = previewed(read_contract(sent.content), user)
    except UnreadableContractError as error:
        form.add_error("file", str(error))
        return _form(request, user, form, status=422)
    return show_preview(request, sent, preview)


def _sent_back(request: HttpRequest, user: User) -> HttpResponse:
    """The confirmation of a preview."""
    form = ShownContractForm(request.POST)
    form.full_clean()
    if form.has_error("contenu"):
        return redirect("load_contract")
    sent = form.sent
    try:
        data = read_contract(sent.content)
    except UnreadableContractError:
        return redirect("load_contract")
    preview = previewed(data, user)
    if preview.problems or plan_of(sent.content, preview) != form.cleaned_data["plan"]:
        return show_preview(request, sent, preview, note=CHANGED if preview.differences else "")
    if preview.asks_reason and not request.POST.get("motif", "").strip():
        form.add_error("motif", REASON_MISSING)
    if form.errors:
        return show_preview(request, sent, preview, form=form)
    return _load(request, user, sent, data, form)


def _load(
    request: HttpRequest, user: User, sent: SentFile, data: Any, form: ShownContractForm
) -> HttpResponse:
    reason = form.cleaned_data["motif"] or f"Chargement du fichier {sent.name}"
    plan = form.cleaned_data["plan"]
    try:
        with transaction.atomic():
            differences = load_as_shown(sent.content, data, plan=plan, actor=user, reason=reason)
            body, contract = Body.objects.get(code=data["organisme"]["code"]), data["contrat"]["code"]
            log_security(
                SecurityKind.CONTRACT_LOADED, actor=user, body=body, request=request, detail=contract
            )
    except NotAsShownError:
        preview = previewed(data, user)
        return show_preview(request, sent, preview, note=CHANGED if preview.differences else "")
    drafting.end(user, sent.content)
    count = len(differences)
    words = french.plural(count, "différence est enregistrée", "différences sont enregistrées")
    label = data["contrat"]["libelle"]
    messages.success(request, f"{label} est chargé : {french.number(count)} {words}.")
    visible = Contract.objects.all().visible_to(user)
    if visible.filter(body=body, code=contract).exists():
        return redirect("overview", body.code, contract)
    return redirect("load_contract")


def previewed(data: Any, user: User) -> LoadingPreview:
    preview = preview_for(data, user)
    taken = taken_address(preview)
    return replace(preview, problems=[*preview.problems, taken]) if taken else preview


def show_preview(
    request: HttpRequest,
    sent: SentFile,
    preview: LoadingPreview,
    *,
    note: str = "",
    form: ShownContractForm | None = None,
    draft: ContractDraft | None = None,
) -> HttpResponse:
    plan = plan_of(sent.content, preview)
    initial = {"contenu": sent.content, "nom": sent.name, "plan": plan}
    context = {
        "name": sent.name,
        "preview": preview,
        "kinds": kinds_of(preview),
        "note": note,
        "draft": draft,
        "form": form or ShownContractForm(initial=initial),
    }
    refused = bool(preview.problems) or (form is not None and not form.is_valid())
    status = 422 if refused else 409 if note else 200
    return render(request, "contracts/preview.html", context, status=status)


def _form(request: HttpRequest, user: User, form: ContractFileForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "loadings": latest_loadings(user)}
    return render(request, "contracts/load.html", context, status=status)
