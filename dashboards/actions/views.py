"""The calendar of actions, their Gantt, and each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.clock import localdate
from accounts.drafts import refuse
from accounts.models import User
from accounts.rights import WRITERS, Verb, may
from commitments import recording
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import ActionLink, Contract, Origin
from commitments.recording import Naming
from commitments.selectors import (
    NOBODY,
    Item,
    OwnedAction,
    Owners,
    history_of,
    interpretations_about,
    items_of,
    owners_of,
    proofs_of,
)
from dashboards.access import contract_or_404
from dashboards.actions.access import action_or_404, managed_or_404, person
from dashboards.actions.forms import LinkForm, OwnersForm
from dashboards.actions.gantt import gantt_page
from dashboards.actions.journal import journal_of
from dashboards.actions.page import calendar_page
from dashboards.actions.wording import date_text
from dashboards.journal.page import asked_page
from dashboards.shared.seen_effects import link_lines, shown_where
from indicators import recording as indicator_recording
from indicators.links import links_of
from indicators.models import Indicator

STALE = "Une autre personne vient de changer le responsable\u00a0: relisez, puis choisissez."


@require_safe
@login_required
def index(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = calendar_page(found, person(request), request.GET)
    return render(request, "actions/page.html", {"contract": found, "page": page})


@require_safe
@login_required
def gantt(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    page = gantt_page(found, request.GET)
    return render(request, "actions/gantt.html", {"contract": found, "page": page})


@dataclass(frozen=True, slots=True)
class DatedItem:
    """`date` is the day of its end, or the one that is foreseen, in words."""

    item: Item
    date: str


@require_safe
@login_required
def show(request: HttpRequest, body: str, contract: str, number: int, code: str) -> HttpResponse:
    """Fourteen queries for who reads where an indicator is linked, eleven more with a declared effect; two more for who
    names people and links indicators.
    """
    found, action = action_or_404(request.user, body, contract, number, code)
    user = person(request)
    items = items_of(found, localdate(), where=Q(action=action))
    histories = history_of([item.planned.pk for item in items])
    owners = items[0].owners if items else owners_of([action.pk]).get(action.pk, NOBODY)
    links = links_of(action=action)
    shown = shown_where(Q(link__action=action)) if links else []
    may_manage = may(user, Verb.VALIDATE, found)
    context = {
        "contract": found,
        "action": action,
        "lines": [DatedItem(each, date_text(each, histories.get(each.planned.pk, ()))) for each in items],
        "owners": owners,
        "links": link_lines(links, shown),
        "proofs": proofs_of([item.planned.pk for item in items]),
        "journal": journal_of(action, items, histories, asked_page(request.GET)),
        "interpretations": interpretations_about(found, action.full_code),
        "people": _writers(found, owners) if may_manage else (),
        "indicators": _not_linked(found, links) if may_manage else (),
        "may_manage": may_manage,
        # All échéances of an action have its owners, so the same people may write them.
        "is_open_to_effects": may(user, Verb.RECORD, OwnedAction(found.body_id, owners)),
        "is_open_to_user": bool(items) and may(user, Verb.RECORD, items[0]),
    }
    return render(request, "actions/action.html", context)


def _writers(contract: Contract, owners: Owners) -> list[User]:
    """Those of the body who may write about an action, and those named whatever they may do now; by name."""
    roles = [role.value for role in WRITERS]
    members = User.objects.filter(
        memberships__body=contract.body_id, memberships__role__in=roles, is_active=True
    )
    return sorted({*members, *filter(None, owners.named)}, key=lambda each: (str(each), each.username))


def _not_linked(contract: Contract, links: Sequence[ActionLink]) -> list[Indicator]:
    linked = [each.indicator_id for each in links]
    return list(
        Indicator.objects.filter(contract=contract)
        .exclude(pk__in=linked)
        .with_definition()
        .order_by("position")
    )


@require_POST
@login_required
def owners(request: HttpRequest, body: str, contract: str, number: int, code: str) -> HttpResponse:
    """Name who answers for the action."""
    found, action, user = managed_or_404(request, body, contract, number, code)
    form = OwnersForm(request.POST)
    if not form.is_valid():
        raise Http404
    owner, deputy = (_user_or_404(form.cleaned_data[name]) for name in ("responsable", "suppleant"))
    naming = Naming(action, owner, deputy, form.cleaned_data["version"])
    try:
        change = recording.name_owners(contract=found, namings=[naming], actor=user, origin=Origin.FORM)
    except StaleVersion:
        refuse(request, STALE, "responsable", "Responsable")
    except Refusal as refusal:
        refuse(request, refusal.message, "responsable", "Responsable")
    else:
        messages.success(request, "Responsable enregistré." if change else "Rien n’a changé.")
    return redirect("action", body, contract, number, code)


@require_POST
@login_required
def links(request: HttpRequest, body: str, contract: str, number: int, code: str) -> HttpResponse:
    """Link the action to an indicator (`indicateur`), or undo a link (`retirer`)."""
    found, action, user = managed_or_404(request, body, contract, number, code)
    form = LinkForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        if form.cleaned_data["retirer"] is not None:
            link = get_object_or_404(ActionLink, pk=form.cleaned_data["retirer"], action=action)
            indicator_recording.unlink(contract=found, standing=link, actor=user, origin=Origin.FORM)
            messages.success(request, "Lien retiré. Il reste dans le journal.")
        else:
            indicator = get_object_or_404(Indicator, contract=found, code=form.cleaned_data["indicateur"])
            indicator_recording.link(
                contract=found, action=action, indicator=indicator, actor=user, origin=Origin.FORM
            )
            messages.success(request, f"Lien enregistré avec {indicator.short_name}.")
    except Refusal as refusal:
        refuse(request, refusal.message, "indicateurs", "Indicateurs liés")
    return redirect("action", body, contract, number, code)


def _user_or_404(username: str) -> User | None:
    """None for nobody. The recording verb refuses who is of another body."""
    if not username:
        return None
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Http404
    return found
