"""The templates of a body: sent, looked at, used or no longer used."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.models.security import SecurityKind
from accounts.rights import Verb, may
from accounts.security.recording import log_security
from commitments.ledger.refusals import Refusal
from commitments.models import Contract
from cpg.shared.uploads import takes_at_most
from dashboards.access import contract_or_404
from dashboards.models.slides import SlideFormat, SlideTemplate, SlideTemplateChoice
from dashboards.slides.checking import LARGEST
from dashboards.slides.formats import FLAVOURS
from dashboards.slides.forms import ChoiceForm, TemplateForm
from dashboards.slides.keeping import add_template, choose_template
from dashboards.slides.selectors import choices_of, templates_of

DEFAULT = "modèle par défaut"


@dataclass(frozen=True, slots=True)
class FormatTemplates:
    """Of one format: the template in use (None for the default one), and those that were sent."""

    format: SlideFormat
    endings: str
    current: SlideTemplate | None
    sent: Sequence[SlideTemplate]


@takes_at_most(LARGEST)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = _who_may(request, found)
    if request.method != "POST":
        return _page(request, found, TemplateForm())
    if "format" in request.POST:
        return _choose(request, found, user)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        with transaction.atomic():
            template = add_template(contract=found, sent=form.sent, actor=user)
            _note(SecurityKind.TEMPLATE_SENT, request, found, f"{template.format} {template.number}")
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return _page(request, found, form, status=422)
    messages.success(request, f"Modèle {template.number} reçu\u00a0: regardez l’essai, puis utilisez-le.")
    return redirect("slide_template", body, contract)


def _choose(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        raise Http404
    format_, key = SlideFormat(form.cleaned_data["format"]), form.cleaned_data["modele"]
    template = _template(contract, format_, key) if key else None
    named = f"modèle {template.number}" if template else DEFAULT
    try:
        with transaction.atomic():
            choose_template(contract=contract, format_=format_, template=template, actor=user)
            number = template.number if template else 0
            _note(SecurityKind.TEMPLATE_CHOSEN, request, contract, f"{format_} {number}")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Les présentations {format_.label} se font désormais avec le {named}.")
    return redirect("slide_template", contract.body.code, contract.code)


def template_to_try(
    request: HttpRequest, contract: Contract, format_: SlideFormat, key: str
) -> SlideTemplate:
    """One that is not used yet, for who may use it."""
    _who_may(request, contract)
    if not key.isascii() or not key.isdigit() or len(key) > 9:
        raise Http404
    return _template(contract, format_, int(key))


def _template(contract: Contract, format_: SlideFormat, key: int) -> SlideTemplate:
    return get_object_or_404(SlideTemplate, pk=key, body=contract.body_id, format=format_.value)


def _who_may(request: HttpRequest, contract: Contract) -> User:
    if not isinstance(request.user, User) or not may(request.user, Verb.SET_TEMPLATE, contract):
        raise PermissionDenied
    return request.user


def _note(kind: SecurityKind, request: HttpRequest, contract: Contract, detail: str) -> None:
    log_security(kind, actor=cast("User", request.user), body=contract.body, request=request, detail=detail)


def _page(request: HttpRequest, contract: Contract, form: TemplateForm, status: int = 200) -> HttpResponse:
    sent, choices = templates_of(contract.body_id), choices_of(contract.body_id)
    context = {
        "contract": contract,
        "form": form,
        "formats": [_of_format(each, sent, choices) for each in SlideFormat],
        "choices": choices,
    }
    return render(request, "slides/template.html", context, status=status)


def _of_format(
    format_: SlideFormat, sent: Sequence[SlideTemplate], choices: Sequence[SlideTemplateChoice]
) -> FormatTemplates:
    last = next((each for each in choices if each.format == format_), None)
    own = [each for each in sent if each.format == format_]
    return FormatTemplates(format_, FLAVOURS[format_].endings, last.template if last else None, own)
