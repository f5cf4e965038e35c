"""The targets and their versions; an avenant, looked at before it is signed."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.targets import (
    Draft,
    Signed,
    amend_page,
    first_draft,
    read_draft,
    signed_targets,
    targets_page,
)
from dashboards.targets.amending import Avenant, Refusal, StaleVersion, sign

SIGN = "enregistrer"
STALE = "Un autre avenant a été enregistré entre-temps."
NOT_SHOWN = "Ce que vous envoyez n’est pas ce qui vous a été montré\u00a0: relisez, puis enregistrez."
NUMBER_LENGTH = 5


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = targets_page(signed_targets(found), _number(request.GET.get("version", "")))
    if page is None:
        raise Http404
    context = {"contract": found, "page": page, "may_amend": _may_amend(request, found)}
    return render(request, "targets/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def prepare(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    if not _may_amend(request, found):
        raise PermissionDenied
    signed = signed_targets(found)
    if request.method != "POST":
        return _page(request, signed, first_draft(signed))
    draft = read_draft(signed, request.POST)
    if draft.is_stale:
        return _page(request, signed, draft, STALE, 409)
    if draft.avenant is None:
        return _page(request, signed, draft, draft.message, 422)
    if request.POST.get("suite") != SIGN:
        return _page(request, signed, draft)
    if not draft.was_shown:
        return _page(request, signed, draft, NOT_SHOWN, 409)
    return _signed(request, signed, draft, draft.avenant)


def _signed(request: HttpRequest, signed: Signed, draft: Draft, avenant: Avenant) -> HttpResponse:
    contract = signed.contract
    try:
        sign(contract, avenant, cast("User", request.user))
    except StaleVersion:
        now = signed_targets(contract)
        return _page(request, now, read_draft(now, request.POST), STALE, 409)
    except Refusal as refusal:
        return _page(request, signed, draft, refusal.message, 422)
    count = sum(map(len, avenant.targets.values()))
    said = (
        f"{french.count_word(count, feminine=True)} {french.plural(count, 'cible change', 'cibles changent')}"
    )
    messages.success(
        request,
        f"«\u00a0{avenant.label}\u00a0» est enregistré\u00a0: {said} à effet du {french.day(avenant.effective_from)}.",
    )
    return redirect("targets", contract.body.code, contract.code)


def _number(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= NUMBER_LENGTH):
        raise Http404
    return int(text)


def _may_amend(request: HttpRequest, contract: Contract) -> bool:
    return isinstance(request.user, User) and may(request.user, Verb.AMEND, contract)


def _page(
    request: HttpRequest, signed: Signed, draft: Draft, message: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "contract": signed.contract,
        "page": amend_page(signed, draft),
        "draft": draft,
        "message": message,
        "number": signed.next_number,
        "is_stale": message == STALE,
        "sign": SIGN,
    }
    return render(request, "targets/amend.html", context, status=status)
