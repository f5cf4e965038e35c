"""One échéance: written, proved, submitted."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from commitments.selectors import Item
from cpg.shared.typed import typed
from dashboards.actions import following
from dashboards.actions.access import item_or_404, proof_or_404, writable_or_404
from dashboards.actions.follow_up_page import follow_up_page
from dashboards.actions.forms import FIELD_OF_CODE, FollowUpForm
from dashboards.proofs.forms import EvidenceForm
from dashboards.proofs.serving import attachment

UNREADABLE = "Cet envoi ne se lit pas\u00a0: rechargez la page, puis recommencez."


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
        return _ask_to_mend(request, item, user, form, proofs)
    page = follow_up_page(item, user)
    update = form.update(item, proofs.proof, may_waive=page.may_waive)
    hands_over = request.POST.get("suite") == "soumettre"
    try:
        said = following.say(contract=item.contract, updates=[update], actor=user, hands_over=hands_over)
    except following.StaleVersion:
        item, user = writable_or_404(request, **address)
        return _ask_to_choose(request, item, user, form, proofs)
    except following.Refusal as refusal:
        _tell(form, proofs, refusal)
        return _ask_to_mend(request, item, user, form, proofs)
    messages.success(request, _done(item, is_new=bool(said.written), hands_over=hands_over))
    return redirect(page.back)


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
                raise following.Refusal("Choisissez un fichier ou donnez un lien.")
            proof = following.attach_proof(
                contract=item.contract, planned=item.planned, proof=proofs.proof, actor=user
            )
        except following.Refusal as refusal:
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
    return attachment(proof_or_404(item_or_404(request.user, **address), pk))


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int, **address: Any) -> HttpResponse:
    item, user = writable_or_404(request, **address)
    proof = proof_or_404(item, pk)
    try:
        following.withdraw_proof(
            contract=item.contract, proof=proof, reason=typed(request.POST, "reason"), actor=user
        )
    except following.Refusal as refusal:
        messages.error(request, refusal.message)
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
        step = following.ItemStep(item.planned, version)
        following.hand_over(contract=item.contract, step=step, actor=user)
    except following.Refusal as refusal:
        status = 409 if isinstance(refusal, following.StaleVersion) else 422
        return _refuse(request, item, user, refusal.message, status)
    messages.success(request, f"{item.name} est soumis\u00a0: il attend sa validation.")
    return redirect(follow_up_page(item, user).back)


def _tell(form: FollowUpForm, proofs: EvidenceForm, refusal: following.Refusal) -> None:
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


def _ask_to_mend(
    request: HttpRequest, item: Item, user: User, form: FollowUpForm, proofs: EvidenceForm
) -> HttpResponse:
    proofs.ask_again()
    return _page(request, item, user, form, proofs, status=422)


def _ask_to_choose(
    request: HttpRequest, item: Item, user: User, form: FollowUpForm, proofs: EvidenceForm
) -> HttpResponse:
    """The other person's value, and the form as it was typed, now from the version that stands."""
    proofs.ask_again()
    return _page(request, item, user, form.from_version(item.version), proofs, status=409, conflict=True)


def _refuse(request: HttpRequest, item: Item, user: User, message: str, status: int = 422) -> HttpResponse:
    return _page(request, item, user, FollowUpForm.of(item), EvidenceForm(), status=status, refusal=message)


def _page(
    request: HttpRequest,
    item: Item,
    user: User,
    form: FollowUpForm,
    proofs: EvidenceForm,
    *,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    context = {
        "contract": item.contract,
        "page": follow_up_page(item, user, **told),
        "form": form,
        "proofs": proofs,
    }
    return render(request, "actions/follow_up.html", context, status=status)
