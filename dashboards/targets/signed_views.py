"""The targets and their versions, with the signed document of each avenant: read, attached, replaced."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.proofs.serving import attachment
from dashboards.targets.document_form import DocumentForm
from dashboards.targets.forms import VersionForm
from dashboards.targets.signed import SignedTargets, signed_targets
from indicators.models import SignedDocument, TargetVersion
from indicators.recording import attach_document


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    return _page(request, contract_or_404(request.user, body, contract))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def attach(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    version = _avenant_or_404(found, number)
    if request.method != "POST":
        return redirect(_address_of(version))
    if not isinstance(request.user, User) or not may(request.user, Verb.AMEND, found):
        raise PermissionDenied
    form = DocumentForm(version, request.POST, request.FILES)
    if status := _refused(form, request.user):
        form.ask_again()
        return _page(request, found, form, status)
    messages.success(request, f"Document signé de «\u00a0{version.label}\u00a0» joint.")
    return redirect(_address_of(version))


def _refused(form: DocumentForm, user: User) -> int:
    """The status of the answer where the document is not attached, with its reason on the form; 0 where it is."""
    if not form.is_valid() or form.proof is None:
        form.ask_for_one()
        return 422
    given = form.cleaned_data
    try:
        attach_document(
            version=form.version,
            document=form.proof,
            replaces=given["remplace"] or 0,
            reason=given["motif"],
            actor=user,
            origin=Origin.FORM,
        )
    except StaleVersion as refusal:
        form.add_error(None, refusal.message)
        return 409
    except Refusal as refusal:
        form.add_refusal(refusal)
        return 422
    return 0


@require_safe
@login_required
def download(request: HttpRequest, body: str, contract: str, number: int, pk: int) -> HttpResponse:
    version = _avenant_or_404(contract_or_404(request.user, body, contract), number)
    document = version.documents.filter(pk=pk).first()
    if document is None:
        raise Http404
    return attachment(request, document)


def _avenant_or_404(contract: Contract, number: int) -> TargetVersion:
    version = contract.target_versions.filter(number=number).first()
    if version is None or not version.is_avenant:
        raise Http404
    return version


def _address_of(version: TargetVersion) -> str:
    return f"{contract_url(version.contract, 'targets')}#version-{version.number}"


def _page(
    request: HttpRequest, found: Contract, sent: DocumentForm | None = None, status: int = 200
) -> HttpResponse:
    signed = signed_targets(found)
    documents = SignedDocument.objects.select_related("change__actor", "withdrawn__actor").order_by("-pk")
    prefetch_related_objects(signed.versions, Prefetch("documents", documents))
    shown = _version_or_404(signed, VersionForm(request.GET))
    fiches = signed.years_as_of(shown.number if shown else 0)
    may_amend = isinstance(request.user, User) and may(request.user, Verb.AMEND, found)
    context: dict[str, Any] = {
        "contract": found,
        "shown": shown,
        "shown_text": _shown_text(shown, is_latest=shown == signed.versions[-1]) if shown else "",
        "latest": signed.versions[-1] if signed.versions else None,
        "finding": _finding(signed.versions),
        "fiches": fiches,
        "has_changes": any(year.changed_by for _, listed in fiches for _, years in listed for year in years),
        "versions": [
            (
                each,
                signed.changes(each),
                signed.changed_terms(each),
                _form_of(each, sent, may_amend=may_amend),
            )
            for each in reversed(signed.versions)
        ],
        "undocumented": [each for each in signed.versions if each.is_avenant and not each.standing_document],
        "sent": sent,
        "may_amend": may_amend,
    }
    return render(request, "targets/page.html", context, status=status)


def _form_of(version: TargetVersion, sent: DocumentForm | None, *, may_amend: bool) -> DocumentForm | None:
    """The form of its document: as it was sent and refused, or empty."""
    if not may_amend or not version.is_avenant:
        return None
    return sent if sent is not None and sent.version == version else DocumentForm(version)


def _version_or_404(signed: SignedTargets, form: VersionForm) -> TargetVersion | None:
    """The version that the address asks for, or the latest; None for a contract that has none."""
    if not form.is_valid():
        raise Http404
    number = form.asked["version"]
    if number is None:
        return signed.versions[-1] if signed.versions else None
    version = next((each for each in signed.versions if each.number == number), None)
    if version is None:
        raise Http404
    return version


def _finding(versions: Sequence[TargetVersion]) -> str:
    avenants = sum(version.number > 0 and not version.weights_only for version in versions)
    if not avenants:
        return "Aucun avenant n’a changé les cibles signées avec le contrat"
    verb = french.plural(avenants, "avenant a changé", "avenants ont changé")
    return french.sentence(f"{french.count_word(avenants)} {verb} les cibles signées avec le contrat")


def _shown_text(version: TargetVersion, *, is_latest: bool) -> str:
    day = french.long_day(version.effective_from)
    if not is_latest:
        return f"Telles que signées par la version «\u00a0{version.label}\u00a0», à effet du {day}."
    verb = "prendra effet" if version.effective_from > localdate() else "en vigueur depuis"
    return f"Dernière version, «\u00a0{version.label}\u00a0», {verb} le {day}."
