"""Decisions of the committee: list them, take one, follow one until it is done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from dashboards.access import contract_or_404
from dashboards.addresses import contract_url
from dashboards.models.resolution import Resolution, ResolutionRevision
from dashboards.resolutions.acts import abandon, finish, reopen, revise, take
from dashboards.resolutions.forms import FIELD_OF_CODE, MoveForm, TakingForm
from dashboards.resolutions.selectors import resolutions_of
from dashboards.resolutions.wording import finding
from dashboards.shared.forms import UNREADABLE

type Step = Callable[..., ResolutionRevision]
FINISH, ABANDON, REOPEN, REVISE = "faite", "abandonner", "rouvrir", "redonner"
STEPS: Mapping[str, tuple[Step, Verb, str]] = {
    FINISH: (finish, Verb.FULFIL, "La décision est faite."),
    ABANDON: (abandon, Verb.RESOLVE, "La décision est abandonnée\u00a0; elle reste dans la liste."),
    REOPEN: (reopen, Verb.RESOLVE, "La décision est de nouveau à faire."),
    REVISE: (revise, Verb.RESOLVE, "Le responsable et l’échéance sont enregistrés."),
}
# The end of the id of each field of a step.
PLACES = {"motif": "motif", "qui": "qui", "echeance": "jour"}
ALL_METHODS = ["GET", "HEAD", "POST"]


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    listed = resolutions_of(found)
    context = {
        "contract": found,
        "open": [each for each in listed if each.is_open],
        "closed": [each for each in listed if not each.is_open],
        "finding": finding(listed, localdate()),
        "may_resolve": _may(request, Verb.RESOLVE, found),
    }
    return render(request, "resolutions/page.html", context)


@require_http_methods(ALL_METHODS)
@login_required
def new(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    """What a committee decided; the indicator that an address names is chosen."""
    found = contract_or_404(request.user, body, contract)
    actor = _actor(request)
    if not may(actor, Verb.RESOLVE, found):
        raise PermissionDenied
    if request.method != "POST":
        initial = {"comite": localdate(), "indicateur": request.GET.get("indicateur")}
        return _form_page(request, found, TakingForm(found, initial=initial))
    form = TakingForm(found, request.POST)
    if not form.is_valid():
        return _form_page(request, found, form, status=422)
    try:
        taken = take(contract=found, decided=form.decided, actor=actor, origin=Origin.FORM)
    except Refusal as refusal:
        form.add_error(FIELD_OF_CODE.get(refusal.code), refusal.message)
        return _form_page(request, found, form, status=422)
    messages.success(
        request, f"Décision {taken.number} inscrite\u00a0: elle est suivie jusqu’à ce qu’elle soit faite."
    )
    return redirect(contract_url(found, "resolutions"))


@require_http_methods(ALL_METHODS)
@login_required
def show(request: HttpRequest, body: str, contract: str, number: int) -> HttpResponse:
    """One decision with its history; the step that is posted, by whoever may do it."""
    found = contract_or_404(request.user, body, contract)
    resolution = _resolution_or_404(found, number)
    if request.method != "POST":
        return _page(request, resolution)
    form = MoveForm(resolution, request.POST)
    step = STEPS.get(request.POST.get("acte", ""))
    if step is None:
        return _page(request, resolution, form, UNREADABLE, 422)
    act, verb, done = step
    actor = _actor(request)
    if not may(actor, verb, resolution):
        raise PermissionDenied
    if not form.is_valid():
        return _page(request, resolution, form, _first_error(form), 422)
    try:
        act(resolution=resolution, move=form.move, actor=actor, origin=Origin.FORM)
    except StaleVersion as refusal:
        return _page(request, _resolution_or_404(found, number), form, refusal.message, 409)
    except Refusal as refusal:
        return _page(request, resolution, form, refusal.message, 422, refusal=refusal.code)
    messages.success(request, done)
    return redirect(contract_url(found, "resolution", number))


def _resolution_or_404(contract: Contract, number: int) -> Resolution:
    resolution = Resolution.objects.all().with_history().filter(contract=contract, number=number).first()
    if resolution is None:
        raise Http404
    return resolution


def _form_page(request: HttpRequest, contract: Contract, form: TakingForm, status: int = 200) -> HttpResponse:
    return render(request, "resolutions/new.html", {"contract": contract, "form": form}, status=status)


def _page(
    request: HttpRequest,
    resolution: Resolution,
    form: MoveForm | None = None,
    message: str = "",
    status: int = 200,
    *,
    refusal: str = "",
) -> HttpResponse:
    """`refusal` is the code of what was refused."""
    context: dict[str, Any] = {
        "contract": resolution.contract,
        "resolution": resolution,
        "may_resolve": _may(request, Verb.RESOLVE, resolution),
        "may_fulfil": _may(request, Verb.FULFIL, resolution),
        "people": MoveForm(resolution).fields["qui"],
        "attempt": {name: form.data.get(name, "") if form else "" for name in MoveForm.base_fields},
        "message": message,
        "place": _place(form, refusal) if form and message else None,
    }
    return render(request, "resolutions/resolution.html", context, status=status)


def _place(form: MoveForm, refusal: str) -> tuple[str, str] | None:
    """The field of the step that is refused, and its label; None for what is of no field."""
    fields = {
        "reason_missing": "motif",
        "due_out_of_range": "echeance",
        "not_a_member": "qui",
        "unchanged": "qui",
    }
    name = fields.get(refusal) or next((each for each in PLACES if each in form.errors), "")
    act = form.data.get("acte", "")
    if name not in PLACES or act not in STEPS:
        return None
    return f"{act}-{PLACES[name]}", str(form.fields[name].label)


def _first_error(form: MoveForm) -> str:
    if {"acte", "version"} & set(form.errors):
        return UNREADABLE
    return next(str(error) for errors in form.errors.values() for error in errors)


def _actor(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _may(request: HttpRequest, verb: Verb, target: Contract | Resolution) -> bool:
    return may(_actor(request), verb, target)
