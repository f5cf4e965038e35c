"""The effect expected of an action on one indicator: what is declared, what was seen, and who declares it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.drafts import refuse
from accounts.models import User
from accounts.rights import Verb, may
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import ActionLink, Contract, EffectRevision, Origin
from commitments.selectors import OwnedAction
from dashboards.actions.access import action_or_404, person
from dashboards.actions.effect_forms import FIELD_OF_CODE, EffectForm, WithdrawalForm
from dashboards.actions.effect_page import effect_panel
from dashboards.actions.journal import effect_lines
from dashboards.journal import page_of
from dashboards.shared.forms import UNREADABLE
from dashboards.shared.seen_effects import shown_where
from indicators.links import links_of
from indicators.recording import Declaration, declare_effect, withdraw_effect


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, **address: Any) -> HttpResponse:
    contract, link = _link_or_404(request, **address)
    standing = _standing(link)
    if request.method != "POST":
        form = EffectForm(contract, link.indicator, standing=standing)
        return _page(request, contract, link, form)
    actor = _writer_or_403(request, contract, link)
    form = EffectForm(contract, link.indicator, request.POST, standing=standing)
    if not form.is_valid():
        message = UNREADABLE if "version" in form.errors else ""
        return _page(request, contract, link, form, message=message, status=422)
    try:
        declare_effect(
            contract=contract, link=link, declaration=_declaration(form), actor=actor, origin=Origin.FORM
        )
    except StaleVersion as refusal:
        return _page(request, contract, link, form, message=refusal.message, status=409)
    except Refusal as refusal:
        field = FIELD_OF_CODE.get(refusal.code)
        form.add_error(field if field in form.fields else None, refusal.message)
        return _page(request, contract, link, form, status=422)
    messages.success(request, "Effet attendu déclaré.")
    return redirect("effect", *address.values())


def _declaration(form: EffectForm) -> Declaration:
    typed = form.cleaned_data
    return Declaration(form.effect, typed["commentaire"], typed.get("motif", ""), typed["version"])


@require_POST
@login_required
def take_back(request: HttpRequest, **address: Any) -> HttpResponse:
    contract, link = _link_or_404(request, **address)
    actor = _writer_or_403(request, contract, link)
    form = WithdrawalForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(str(form.errors.get("motif", [UNREADABLE])[0]))
        withdraw_effect(
            contract=contract,
            link=link,
            reason=form.cleaned_data["motif"],
            expected_version=form.cleaned_data["version"],
            actor=actor,
            origin=Origin.FORM,
        )
    except Refusal as refusal:
        refuse(request, refusal.message, "retrait", "Motif du retrait")
    else:
        messages.success(request, "Effet attendu retiré. Il reste dans le journal.")
    return redirect("effect", *address.values())


def _page(
    request: HttpRequest,
    contract: Contract,
    link: ActionLink,
    form: EffectForm,
    *,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = next(iter(shown_where(Q(link=link))), None)
    revisions = list(link.effects.select_related("change__actor").order_by("version"))
    for each in revisions:
        each.link = link
    context = {
        "contract": contract,
        "action": link.action,
        "indicator": link.indicator,
        "shown": shown,
        "panel": effect_panel(shown) if shown else None,
        "form": form,
        "message": message,
        "version": len(revisions),
        "journal": page_of(effect_lines(revisions), 1),
        "may_declare": may(person(request), Verb.RECORD, OwnedAction.of(link.action, contract)),
    }
    return render(request, "actions/effect.html", context, status=status)


def _link_or_404(request: HttpRequest, indicator: str, **address: Any) -> tuple[Contract, ActionLink]:
    found, action = action_or_404(request.user, **address)
    link = next(iter(links_of(action=action, indicator__code=indicator)), None)
    if link is None:
        raise Http404
    return found, link


def _standing(link: ActionLink) -> EffectRevision | None:
    found: EffectRevision | None = link.effects.order_by("-version").first()
    return found


def _writer_or_403(request: HttpRequest, contract: Contract, link: ActionLink) -> User:
    user = person(request)
    if not may(user, Verb.RECORD, OwnedAction.of(link.action, contract)):
        raise PermissionDenied
    return user
