"""One échéance: write it, attach and withdraw its proofs, submit it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.drafts import refuse
from accounts.models import User
from accounts.rights import Verb, may
from commitments import recording
from commitments.calendar import Declared
from commitments.ledger.moves import may_take_back, standing_return
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.ledger.state import State
from commitments.models import Origin
from commitments.recording import ItemStep, Update
from commitments.selectors import Item, history_of, interpretations_about, proofs_of
from cpg.shared.typed import typed
from dashboards.actions.access import item_or_404, proof_or_404, writable_or_404
from dashboards.actions.forms import FIELD_OF_CODE, FollowUpForm
from dashboards.actions.wording import current_sentence, stale_sentence
from dashboards.addresses import action_url, item_url
from dashboards.proofs.forms import EvidenceForm
from dashboards.proofs.serving import attachment
from dashboards.shared.forms import UNREADABLE


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, **address: Any) -> HttpResponse:
    item, user = writable_or_404(request, **address)
    if request.method != "POST":
        return _page(request, item, user, FollowUpForm.of(item), EvidenceForm())
    form, proofs = FollowUpForm(request.POST), EvidenceForm(request.POST, request.FILES)
    # Before any field is judged: who opened the form on another version has to choose first.
    if form.posted_version != item.version:
        return _ask_to_choose(request, item, user, form, proofs)
    if not (proofs.is_valid() and form.is_valid()):
        return _ask_to_correct(request, item, user, form, proofs)
    update = update_of(form, item, proofs.proof, may_waive=may(user, Verb.VALIDATE, item))
    hands_over = request.POST.get("suite") == "soumettre"
    try:
        updated = recording.update_many(
            contract=item.contract, updates=[update], actor=user, origin=Origin.FORM, hands_over=hands_over
        )
    except StaleVersion:
        item, user = writable_or_404(request, **address)
        return _ask_to_choose(request, item, user, form, proofs)
    except Refusal as refusal:
        _add_refusal(form, proofs, refusal)
        return _ask_to_correct(request, item, user, form, proofs)
    messages.success(request, _done(item, is_new=bool(updated.written), hands_over=hands_over))
    return redirect(action_url(item.action, item.contract))


@require_POST
@login_required
def attach(request: HttpRequest, **address: Any) -> HttpResponse:
    """Attach a proof alone; what is being typed beside it stays in the form."""
    item, user = writable_or_404(request, **address)
    proofs = EvidenceForm(request.POST, request.FILES)
    typed = FollowUpForm(request.POST)
    typed.errors.clear()
    if proofs.is_valid():
        try:
            if proofs.proof is None:
                raise Refusal("Choisissez un fichier ou donnez un lien.")
            proof = recording.attach(
                contract=item.contract,
                planned=item.planned,
                proof=proofs.proof,
                actor=user,
                origin=Origin.FORM,
            )
        except Refusal as refusal:
            proofs.add_error(
                "proof_link" if proofs.cleaned_data["proof_link"] else "proof_file", refusal.message
            )
        else:
            messages.success(request, f"Preuve jointe\u00a0: {proof.name}.")
            item, user = writable_or_404(request, **address)
            form = typed if "version" in request.POST else FollowUpForm.of(item)
            return _page(request, item, user, form, EvidenceForm())
    form = typed if "version" in request.POST else FollowUpForm.of(item)
    return _page(request, item, user, form, proofs, status=422)


@require_safe
@login_required
def download(request: HttpRequest, pk: int, **address: Any) -> HttpResponse:
    return attachment(request, proof_or_404(item_or_404(request.user, **address), pk))


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int, **address: Any) -> HttpResponse:
    item, user = writable_or_404(request, **address)
    proof = proof_or_404(item, pk)
    try:
        recording.withdraw(
            contract=item.contract,
            proof=proof,
            reason=typed(request.POST, "reason"),
            actor=user,
            origin=Origin.FORM,
        )
    except Refusal as refusal:
        refuse(request, refusal.message, f"retrait-{pk}", "Motif du retrait")
    else:
        messages.success(request, f"Preuve retirée\u00a0: {proof.name}. Elle reste dans le journal.")
    return redirect("follow_up", *address.values())


@require_POST
@login_required
def submit(request: HttpRequest, **address: Any) -> HttpResponse:
    item, user = writable_or_404(request, **address)
    version = FollowUpForm(request.POST).posted_version
    if version is None:
        return _refuse(request, item, user, UNREADABLE)
    try:
        step = ItemStep(item.planned, version, typed(request.POST, "reponse"))
        recording.submit(contract=item.contract, steps=[step], actor=user, origin=Origin.FORM)
    except Refusal as refusal:
        status = 409 if isinstance(refusal, StaleVersion) else 422
        return _refuse(request, item, user, refusal.message, status)
    messages.success(request, f"{item.name} est soumis\u00a0: il attend sa validation.")
    return redirect(action_url(item.action, item.contract))


@require_POST
@login_required
def unsubmit(request: HttpRequest, **address: Any) -> HttpResponse:
    """Take back a submission on which nobody decided."""
    item, user = writable_or_404(request, **address)
    version = FollowUpForm(request.POST).posted_version
    if version is None:
        return _refuse(request, item, user, UNREADABLE)
    try:
        step = ItemStep(item.planned, version)
        recording.unsubmit(contract=item.contract, steps=[step], actor=user, origin=Origin.FORM)
    except Refusal as refusal:
        status = 409 if isinstance(refusal, StaleVersion) else 422
        return _refuse(request, item, user, refusal.message, status)
    messages.success(
        request, f"La soumission de {item.name} est retirée\u00a0: c’est de nouveau un brouillon."
    )
    return redirect(item_url(item))


def _add_refusal(form: FollowUpForm, proofs: EvidenceForm, refusal: Refusal) -> None:
    """Beside the field that it speaks of."""
    field = FIELD_OF_CODE.get(refusal.code)
    if field or refusal.code == "not_allowed":
        form.add_error(field, refusal.message)
    elif proofs.cleaned_data.get("proof_link"):
        proofs.add_error("proof_link", refusal.message)
    else:
        proofs.add_error("proof_file", refusal.message)


def _done(item: Item, *, is_new: bool, hands_over: bool) -> str:
    if not is_new:
        return f"{item.name}\u00a0: c’était déjà enregistré ainsi."
    return f"{item.name} est {'soumis' if hands_over else 'enregistré'}."


def _ask_to_correct(
    request: HttpRequest, item: Item, user: User, form: FollowUpForm, proofs: EvidenceForm
) -> HttpResponse:
    proofs.ask_again()
    return _page(request, item, user, form, proofs, status=422)


def _ask_to_choose(
    request: HttpRequest, item: Item, user: User, form: FollowUpForm, proofs: EvidenceForm
) -> HttpResponse:
    """Show the other person's value, and the form as it was typed, now on the current version."""
    proofs.ask_again()
    return _page(request, item, user, form.from_version(item.version), proofs, status=409, conflict=True)


def _refuse(request: HttpRequest, item: Item, user: User, message: str, status: int = 422) -> HttpResponse:
    return _page(request, item, user, FollowUpForm.of(item), EvidenceForm(), status=status, refusal=message)


def update_of(
    form: FollowUpForm, item: Item, proof: SentFile | Link | None, *, may_waive: bool = False
) -> Update:
    """What a valid form writes. A person who may not waive a proof leaves the waiver as it is."""
    typed = form.cleaned_data
    return Update(
        planned=item.planned,
        declared=Declared(typed["etat"]),
        progress=typed["avancement"] or 0,
        forecast=typed["prevu"],
        comment=typed["commentaire"],
        reason=typed["motif"],
        decided_by=typed["decide_par"],
        waiver=typed["dispense"] if may_waive else None,
        expected_version=typed["version"],
        proof=proof,
        answer=typed["reponse"],
    )


def _page(
    request: HttpRequest,
    item: Item,
    user: User,
    form: FollowUpForm,
    proofs: EvidenceForm,
    *,
    status: int = 200,
    conflict: bool = False,
    refusal: str = "",
) -> HttpResponse:
    """`conflict`: somebody else wrote since the person opened the form."""
    record = item.record
    history = history_of([item.planned.pk]).get(item.planned.pk, [])
    context = {
        "contract": item.contract,
        "item": item,
        "current": current_sentence(item),
        "kept_proofs": proofs_of([item.planned.pk]),
        "notes": interpretations_about(item.contract, item.code),
        "is_to_submit": record is not None and record.state.is_draft and may(user, Verb.SUBMIT, item),
        "is_to_take_back": record is not None
        and record.state is State.SOUMIS
        and may_take_back(user, item, history),
        "returned": standing_return(history),
        "answer": typed(request.POST, "reponse"),
        "may_waive": may(user, Verb.VALIDATE, item),
        "conflict": stale_sentence(record) if conflict and record else "",
        "refusal": refusal,
        "form": form,
        "proofs": proofs,
    }
    return render(request, "actions/follow_up.html", context, status=status)
