"""Drafts of contracts: a document is sent, read, reviewed fact by fact, then shown as the file that would be loaded."""

from typing import Any

import orjson
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.drafts.refusals import refuse
from accounts.models import User
from commitments.ledger.proofs import SentFile
from cpg.shared import french
from cpg.shared.uploads import takes_at_most
from dashboards.access import administrator
from dashboards.contracts import drafting
from dashboards.contracts.draft_forms import DraftForm, FactActForm, ReviewAddress
from dashboards.contracts.fact_forms import FactForm, key_of
from dashboards.contracts.jobs import start_reading
from dashboards.contracts.review import Review, codes_of, form_of, years_of
from dashboards.contracts.views import previewed, show_preview
from dashboards.models.contract_draft import ContractDraft, Decision, DraftFact, DraftState
from dashboards.shared.forms import UNREADABLE
from indicators.reading import LARGEST_DOCUMENT, Fact, FactKind, UnreadableDocumentError, as_contract_file
from indicators.reading.kinds.pages import framed_page
from indicators.reading.source import Place

DECISIONS = {
    "accepter": Decision.ACCEPTED,
    "retenir": Decision.CORRECTED,
    "ecarter": Decision.REFUSED,
    "rouvrir": Decision.OPEN,
}
STILL_OPEN = "Il reste des faits à relire\u00a0: rien n’est chargé sans vous."
NO_TARGETS = "Aucune cible n’est acceptée\u00a0: un contrat a des indicateurs et leurs cibles."
TAKEN_KEY = "Ce fait est déjà dans le brouillon\u00a0: corrigez-le, ou rouvrez-le s’il est écarté."


def _draft(user: User, pk: int) -> ContractDraft:
    """Its document, which may be large, is read where it is shown."""
    return get_object_or_404(ContractDraft.objects.all().visible_to(user).defer("content"), pk=pk)


@takes_at_most(LARGEST_DOCUMENT)
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    user = administrator(request)
    form = DraftForm(user, request.POST, request.FILES) if request.method == "POST" else DraftForm(user)
    if request.method == "POST" and form.is_valid():
        name, content = form.document
        draft = drafting.start(
            user,
            name=name,
            content=content,
            body=form.body,
            body_data=form.body_data,
            contract_data=form.contract_data,
        )
        start_reading(draft.pk)
        return redirect("contract_draft", draft.pk)
    held = ContractDraft.objects.all().visible_to(user).select_related("created_by").defer("content")
    status = 422 if form.is_bound else 200
    return render(request, "contracts/drafts.html", {"form": form, "drafts": held}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    user = administrator(request)
    draft = _draft(user, pk)
    if draft.state != DraftState.READY:
        return render(request, "contracts/draft_state.html", {"draft": draft})
    address = ReviewAddress(request.GET)
    if request.method != "POST":
        return _show(request, draft, address.asked)
    if "vu" in request.POST:
        return _accept_group(request, draft, user, address.asked)
    if address.asked["ajouter"]:
        return _add(request, draft, user, address.asked)
    return _decide(request, draft, user, address.asked)


def _facts(draft: ContractDraft) -> list[DraftFact]:
    return list(draft.facts.select_related("decided_by"))


def _show(
    request: HttpRequest, draft: ContractDraft, asked: dict[str, Any], typed: FactForm | None = None
) -> HttpResponse:
    page = Review(draft, _facts(draft), asked, typed)
    status = 200 if typed is None else 422
    return render(request, "contracts/review.html", {"draft": draft, "page": page}, status=status)


def _back(draft: ContractDraft, voir: str) -> HttpResponse:
    """To the next fact of the same list."""
    address = reverse("contract_draft", args=[draft.pk])
    return redirect(f"{address}?{urlencode({'voir': voir})}" if voir else address)


def _accept_group(
    request: HttpRequest, draft: ContractDraft, user: User, asked: dict[str, Any]
) -> HttpResponse:
    pairs = [each.rpartition("/") for each in request.POST["vu"].split()]
    seen = [(key, int(version)) for key, _, version in pairs if version.isascii() and version.isdecimal()]
    count = drafting.accept_all(draft, seen, user)
    messages.success(request, f"{french.counted(count, 'fait accepté', 'faits acceptés')}.")
    return _back(draft, asked["voir"])


def _decide(request: HttpRequest, draft: ContractDraft, user: User, asked: dict[str, Any]) -> HttpResponse:
    act = FactActForm(request.POST)
    facts = _facts(draft)
    fact = next((each for each in facts if each.key == request.POST.get("fait")), None)
    if fact is None or not act.is_valid():
        refuse(request, UNREADABLE)
        return _back(draft, asked["voir"])
    decision, more = DECISIONS[act.cleaned_data["acte"]], {}
    if act.cleaned_data["acte"] == "retenir" and fact.other is not None:
        more = {"value": fact.other, "settles": fact.register, "is_other": True}
    elif decision is Decision.ACCEPTED:
        typed = form_of(fact, facts, request.POST)
        if not typed.is_valid():
            return _show(request, draft, asked | {"fait": fact.key, "ajouter": ""}, typed)
        decision, more = _accepted(fact, facts, typed)
    try:
        drafting.decide(
            draft, fact.key, version=act.cleaned_data["version"], user=user, decision=decision, **more
        )
    except drafting.StaleFactError as error:
        refuse(request, str(error))
        return redirect(f"{reverse('contract_draft', args=[draft.pk])}?{urlencode({'fait': fact.key})}")
    return _back(draft, asked["voir"])


def _accepted(fact: DraftFact, facts: list[DraftFact], typed: FactForm) -> tuple[Decision, dict[str, Any]]:
    """As it was read, or as it was put right: then its entry of the register is read for itself."""
    untouched = untouched_form(fact, facts)
    is_valid = untouched.is_valid()
    has_rows = fact.kind == FactKind.THEME and not (is_valid and typed.rows == untouched.rows)
    rows = (typed.value["rang"], typed.rows) if has_rows else None
    if is_valid and typed.value == untouched.value:
        return Decision.CORRECTED if rows else Decision.ACCEPTED, {"settles": fact.register, "rows": rows}
    return Decision.CORRECTED, {"value": {**_kept(fact), **typed.value}, "rows": rows}


def untouched_form(fact: DraftFact, facts: list[DraftFact]) -> FactForm:
    """As it would be sent without a touch."""
    shown = form_of(fact, facts)
    sent = {name: shown.get_initial_for_field(field, name) for name, field in shown.fields.items()}
    return form_of(fact, facts, {name: held for name, held in sent.items() if held is not None})


def _kept(fact: DraftFact) -> dict[str, Any]:
    """What of a value no field of its form shows."""
    return {name: held for name, held in fact.value.items() if name == "numerateur_borne"}


def _add(request: HttpRequest, draft: ContractDraft, user: User, asked: dict[str, Any]) -> HttpResponse:
    facts = _facts(draft)
    kind = FactKind(asked["ajouter"])
    typed = FactForm(kind, years_of(facts), data=request.POST, codes=codes_of(facts))
    if not typed.is_valid():
        return _show(request, draft, asked, typed)
    key, title = key_of(kind, typed.value, len(facts) + 1)
    if any(each.key == key for each in facts):
        typed.add_error(None, TAKEN_KEY)
        return _show(request, draft, asked, typed)
    drafting.add(draft, Fact(key, kind, title[:300], typed.value, Place()), user)
    messages.success(request, f"{title} est ajouté.")
    return _back(draft, asked["voir"])


@require_safe
@login_required
def page_image(request: HttpRequest, pk: int, fact_pk: int) -> HttpResponse:
    """The page of a PDF with the place of a fact framed. It never changes: the browser may keep it."""
    draft = _draft(administrator(request), pk)
    fact = get_object_or_404(draft.facts, pk=fact_pk)
    box = tuple(fact.box) if fact.box else None
    try:
        image = framed_page(bytes(draft.content), fact.page, box)
    except UnreadableDocumentError as error:
        raise Http404 from error
    response = HttpResponse(image, content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_POST
@login_required
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    draft = _draft(administrator(request), pk)
    drafting.throw_away(draft)
    messages.success(request, f"Le brouillon «\u00a0{draft}\u00a0» est supprimé.")
    return redirect("contract_drafts")


@require_POST
@login_required
def show_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that the accepted facts make, on the page that shows what loading it would change."""
    user = administrator(request)
    draft = _draft(user, pk)
    values = drafting.values_of(draft)
    is_open = draft.state != DraftState.READY or draft.facts.filter(decision=Decision.OPEN).exists()
    if is_open or not any(kind is FactKind.TARGETS for kind, _ in values):
        refuse(request, STILL_OPEN if is_open else NO_TARGETS)
        return redirect("contract_draft", draft.pk)
    data = as_contract_file(values, draft.body_data, draft.contract_data)
    content = orjson.dumps(data)
    drafting.note_file(draft, content)
    sent = SentFile(f"{draft.contract_data['code']}.json", content)
    return show_preview(request, sent, previewed(data, user), draft=draft)
