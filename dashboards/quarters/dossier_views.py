"""The files frozen with a closed quarter: one, all of them, and those that are made later."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from dashboards.access import (
    closing_or_404,
    contract_or_404,
    exportable_or_404,
    frozen_or_404,
    quarter_or_404,
)
from dashboards.exports.files import FROZEN_FLAVOURS, ZIP, FrozenFormat, frozen_name
from dashboards.exports.reproducible import with_checksums, zipped
from dashboards.quarters.freezing import make_dossier


@require_safe
@login_required
def frozen(request: HttpRequest, body: str, contract: str, version: int, **asked: str) -> HttpResponse:
    """The very bytes of a closing."""
    found = exportable_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, asked["quarter"])
    export = frozen_or_404(found, wanted, version, asked["format_"])
    chosen = FrozenFormat(export.format)
    name = frozen_name(f"{body}-{wanted}-v{version}", chosen)
    return _attachment(bytes(export.content), FROZEN_FLAVOURS[chosen].content_type, name)


@require_safe
@login_required
def whole(request: HttpRequest, body: str, contract: str, quarter: str, version: int) -> HttpResponse:
    """All the files of a closing and their fingerprints, the same bytes each time."""
    found = exportable_or_404(request.user, body, contract)
    wanted = quarter_or_404(found, quarter)
    closing = closing_or_404(found, wanted, version)
    stem = f"{body}-{wanted}-v{version}"
    files = {frozen_name(stem, FrozenFormat(each.format)): bytes(each.content) for each in closing.files}
    return _attachment(zipped(with_checksums(files)), ZIP, f"{stem}.zip")


@require_POST
@login_required
def make(request: HttpRequest, body: str, contract: str, quarter: str, version: int) -> HttpResponse:
    """Make the files that a quarter closed before lacks."""
    found = contract_or_404(request.user, body, contract)
    closing = closing_or_404(found, quarter_or_404(found, quarter), version)
    if not isinstance(request.user, User) or not may(request.user, Verb.CLOSE, found):
        raise PermissionDenied
    try:
        make_dossier(closing=closing, actor=request.user, origin=Origin.FORM)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, f"Le dossier de la version {version} est établi\u00a0: ses fichiers sont figés."
        )
    return redirect("quarter", body, contract, quarter)


def _attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
