"""The targets and their versions; an avenant, shown with its effect before it is signed."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.targets.forms import AvenantForm, VersionForm
from dashboards.targets.preview import preview_of
from dashboards.targets.signed import SignedTargets, signed_targets
from indicators.models import TargetVersion
from indicators.recording import amend

SIGN = "enregistrer"
STALE = "Un autre avenant a été enregistré entre-temps."
NOT_SHOWN = "Ce que vous envoyez n’est pas ce qui vous a été montré\u00a0: relisez, puis enregistrez."


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    signed = signed_targets(found)
    shown = _version_or_404(signed, VersionForm(request.GET))
    fiches = signed.years_as_of(shown.number if shown else 0)
    context = {
        "contract": found,
        "shown": shown,
        "shown_text": _shown_text(shown, is_latest=shown == signed.versions[-1]) if shown else "",
        "latest": signed.versions[-1] if signed.versions else None,
        "finding": _finding(signed.versions),
        "fiches": fiches,
        "has_changes": any(year.changed_by for _, listed in fiches for _, years in listed for year in years),
        "versions": [
            (each, signed.changes(each), signed.changed_terms(each)) for each in reversed(signed.versions)
        ],
        "may_amend": _may_amend(request, found),
    }
    return render(request, "targets/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def prepare(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    if not _may_amend(request, found):
        raise PermissionDenied
    signed = signed_targets(found)
    if request.method != "POST":
        return _page(request, AvenantForm(signed))
    avenant = AvenantForm(signed, request.POST)
    if avenant.is_stale:
        return _page(request, avenant, STALE, 409)
    if not avenant.is_valid():
        return _page(request, avenant, avenant.message, 422)
    if request.POST.get("suite") != SIGN:
        return _page(request, avenant)
    if not avenant.was_shown:
        return _page(request, avenant, NOT_SHOWN, 409)
    return _sign(request, avenant)


def _sign(request: HttpRequest, avenant: AvenantForm) -> HttpResponse:
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
        )
    except StaleVersion:
        return _page(request, AvenantForm(signed_targets(contract), request.POST), STALE, 409)
    except Refusal as refusal:
        return _page(request, avenant, refusal.message, 422)
    messages.success(
        request,
        f"«\u00a0{given['libelle']}\u00a0» est enregistré\u00a0: "
        f"{_counted(avenant)} à effet du {french.day(given['effet'])}.",
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


def _may_amend(request: HttpRequest, contract: Contract) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.AMEND, contract)


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


def _page(request: HttpRequest, avenant: AvenantForm, message: str = "", status: int = 200) -> HttpResponse:
    signed = avenant.signed
    context = {
        "contract": signed.contract,
        "avenant": avenant,
        "preview": preview_of(avenant) if avenant.is_valid() else None,
        "message": message,
        "number": signed.next_number,
        "last_version": signed.versions[-1] if signed.versions else None,
        "days": signed.days_to_sign,
        "is_stale": message == STALE,
        "sign": SIGN,
    }
    return render(request, "targets/amend.html", context, status=status)
