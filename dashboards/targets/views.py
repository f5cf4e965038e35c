"""An avenant, shown with its effect before it is signed; its document is sent with the signature."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.targets.forms import AvenantForm
from dashboards.targets.preview import preview_of
from dashboards.targets.signed import signed_targets
from dashboards.targets.signing_form import SigningForm
from indicators.recording import amend

SIGN = "enregistrer"
STALE = "Un autre avenant a été enregistré entre-temps."
NOT_SHOWN = "Ce que vous envoyez n’est pas ce qui vous a été montré\u00a0: relisez, puis enregistrez."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def prepare(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    if not _may_amend(request, found):
        raise PermissionDenied
    signed = signed_targets(found)
    if request.method != "POST":
        return _page(request, AvenantForm(signed), SigningForm())
    avenant, signing = AvenantForm(signed, request.POST), SigningForm(request.POST, request.FILES)
    is_to_sign = request.POST.get("suite") == SIGN
    message, status = _objection(avenant, signing, is_to_sign=is_to_sign)
    if message or not is_to_sign:
        return _page(request, avenant, signing, message, status)
    return _sign(request, avenant, signing)


def _objection(avenant: AvenantForm, signing: SigningForm, *, is_to_sign: bool) -> tuple[str, int]:
    """Why the form is shown again, "" for no reason, with the status of the answer."""
    if avenant.is_stale:
        return STALE, 409
    if not avenant.is_valid():
        return avenant.message, 422
    if not is_to_sign:
        return "", 200
    if not avenant.was_shown:
        return NOT_SHOWN, 409
    return signing.objection(preview_of(avenant).rewriting), 422


def _sign(request: HttpRequest, avenant: AvenantForm, signing: SigningForm) -> HttpResponse:
    contract, given, changed = avenant.signed.contract, avenant.cleaned_data, avenant.changed
    try:
        amend(
            contract=contract,
            label=given["libelle"],
            effective_from=given["effet"],
            source=given["source"],
            targets=changed,
            first_years=avenant.first_years,
            weights=avenant.weights,
            reason=given["motif"],
            actor=request.user if isinstance(request.user, User) else None,
            origin=Origin.FORM,
            expected_number=avenant.signed.next_number,
            document=signing.proof,
        )
    except StaleVersion:
        return _page(request, AvenantForm(signed_targets(contract), request.POST), signing, STALE, 409)
    except Refusal as refusal:
        # By rank: only the document has one.
        if refusal.by_place:
            signing.add_refusal(refusal)
        return _page(request, avenant, signing, refusal.message, 422)
    missing = "" if signing.proof else " Son document signé reste à joindre."
    messages.success(
        request,
        f"«\u00a0{given['libelle']}\u00a0» est enregistré\u00a0: "
        f"{_counted(avenant)} à effet du {french.day(given['effet'])}.{missing}",
    )
    return redirect(contract_url(contract, "targets"))


def _counted(avenant: AvenantForm) -> str:
    """How much changes: targets alone in words, else everything together."""
    targets = sum(map(len, avenant.changed.values()))
    count = targets + len(avenant.first_years) + len(avenant.weights)
    if count > targets:
        return f"{french.count_word(count)} {french.plural(count, 'changement', 'changements')}"
    verb = french.plural(count, "cible change", "cibles changent")
    return f"{french.count_word(count, feminine=True)} {verb}"


def _may_amend(request: HttpRequest, contract: Contract) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.AMEND, contract)


def _page(
    request: HttpRequest, avenant: AvenantForm, signing: SigningForm, message: str = "", status: int = 200
) -> HttpResponse:
    signed = avenant.signed
    signing.ask_again()
    context = {
        "contract": signed.contract,
        "avenant": avenant,
        "signing": signing,
        "preview": preview_of(avenant) if avenant.is_valid() else None,
        "message": message,
        "number": signed.next_number,
        "last_version": signed.versions[-1] if signed.versions else None,
        "days": signed.days_to_sign,
        "is_stale": message == STALE,
        "sign": SIGN,
    }
    return render(request, "targets/amend.html", context, status=status)
