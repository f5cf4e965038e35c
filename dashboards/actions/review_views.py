"""The quarterly review of an owner: all their rows in one form, saved at once."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments import recording
from commitments.ledger.refusals import Refusal, StaleVersion
from commitments.models import Contract, Origin
from commitments.quarterly_review import QuarterWords
from commitments.recording import Update
from commitments.selectors import Item
from cpg.shared import french
from dashboards.access import contract_or_404
from dashboards.actions.access import person
from dashboards.actions.follow_up_views import update_of
from dashboards.actions.forms import RowForms
from dashboards.actions.review_page import (
    RefusedReview,
    closed_since,
    key_of,
    open_first,
    own_items,
    quarter_words,
    quarterly_page,
    reviewed_items,
    sent_items,
    taken_away,
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = person(request)
    if not may_somewhere(user, Verb.RECORD, found.body_id):
        raise PermissionDenied
    if request.method != "POST":
        mine = own_items(found, user)
        items = open_first(item for item in mine if item.is_open)
        forms = _forms(items, quarter_words(found, items))
        page = quarterly_page(found, items, forms, closed=closed_since(found, mine))
        return render(request, "actions/review.html", {"contract": found, "page": page})
    return _save(request, found, user)


def _save(request: HttpRequest, contract: Contract, user: User) -> HttpResponse:
    """Write all the rows that were sent, or none; each refusal is shown beside its row, with what was typed."""
    items = reviewed_items(contract, user, request.POST)
    words = quarter_words(contract, items)
    sent = {key_of(item): item for item in sent_items(request.POST, items)}
    forms = _forms(items, words) | {key: RowForms.sent(request, key, words[key]) for key in sent}
    kept = [item for key, item in sent.items() if not _is_dropped(request.POST, item)]
    stale = frozenset(
        key_of(item) for item in kept if forms[key_of(item)].follow_up.posted_version != item.version
    )
    lost = taken_away(contract, user, request.POST)
    if stale or lost:
        refused = RefusedReview(conflicts=stale, messages=lost)
        return _ask_to_choose(request, contract, items, forms, refused)
    if any(forms[key_of(item)].has_errors for item in kept):
        return _page(request, contract, items, forms, RefusedReview(), status=422)
    kept_forms = [(item, forms[key_of(item)]) for item in kept]
    updates = [_update(item, form) for item, form in kept_forms]
    hands_over = request.POST.get("suite") == "soumettre"
    try:
        updated = recording.update_many(
            contract=contract, updates=updates, actor=user, origin=Origin.FORM, hands_over=hands_over
        )
    except Refusal as refusal:
        refused = _refused(kept, refusal)
        if refused.conflicts:
            items = reviewed_items(contract, user, request.POST)
            return _ask_to_choose(request, contract, items, forms, refused)
        return _page(request, contract, items, forms, refused, status=422)
    messages.success(request, _done(updated.written, hands_over=hands_over))
    return redirect("actions_review", contract.body.code, contract.code)


def _update(item: Item, form: RowForms) -> Update:
    """What a row writes: without words for this quarter, the last ones stay."""
    update = update_of(form.follow_up, item, form.proofs.proof)
    if update.comment.strip() or item.record is None:
        return update
    return replace(update, comment=item.record.comment)


def _refused(kept: list[Item], refusal: Refusal) -> RefusedReview:
    by_key = {key_of(kept[rank]): each for rank, each in refusal.by_place.items()}
    return RefusedReview(
        refusals={key: each.message for key, each in by_key.items()},
        conflicts=frozenset(key for key, each in by_key.items() if isinstance(each, StaleVersion)),
        messages=() if by_key else (refusal.message,),
    )


def _forms(items: list[Item], words: Mapping[str, QuarterWords]) -> dict[str, RowForms]:
    return {key: RowForms.of(item, key, words[key]) for item in items for key in [key_of(item)]}


def _is_dropped(posted: QueryDict, item: Item) -> bool:
    """The person chose what somebody else wrote."""
    return bool(posted.get(f"{key_of(item)}-garder"))


def _ask_to_choose(
    request: HttpRequest,
    contract: Contract,
    items: list[Item],
    forms: dict[str, RowForms],
    refused: RefusedReview,
) -> HttpResponse:
    """Show what others did meanwhile, and the rows as they were typed, now on the current versions."""
    versions = {key_of(item): item.version for item in items}
    chosen = {
        key: form.from_version(versions[key]) if key in refused.conflicts else form
        for key, form in forms.items()
        if key in versions
    }
    return _page(request, contract, items, chosen, refused, status=409)


def _done(count: int, *, hands_over: bool) -> str:
    if not count:
        return "Rien n’a changé."
    words = french.plural(count, "échéance", "échéances")
    done = "soumise" if hands_over else "enregistrée"
    text = f"{french.count_word(count, feminine=True)} {words} {french.plural(count, done, f'{done}s')}"
    return f"{french.sentence(text)}."


def _page(
    request: HttpRequest,
    contract: Contract,
    items: list[Item],
    forms: dict[str, RowForms],
    refused: RefusedReview,
    *,
    status: int,
) -> HttpResponse:
    """The page again, with what was typed in it."""
    for form in forms.values():
        form.proofs.ask_again()
    context = {"contract": contract, "page": quarterly_page(contract, items, forms, refused)}
    return render(request, "actions/review.html", context, status=status)
