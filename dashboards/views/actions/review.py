"""The quarterly review of an owner: all their rows in one form, saved at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.rights import Verb, may_somewhere
from commitments.models import Contract
from cpg.shared import french
from dashboards import following
from dashboards.access import contract_or_404
from dashboards.pages.actions.review import asked, key_of, review_page, reviewed_items
from dashboards.views.actions.access import person
from dashboards.views.actions.forms import FollowUpForm
from followup.reading import Item


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def review(request: HttpRequest, body: str, contract: str) -> HttpResponse:
    found = contract_or_404(request.user, body, contract)
    user = person(request)
    if not may_somewhere(user, Verb.RECORD, found.body_id):
        raise PermissionDenied
    items = reviewed_items(found, user)
    if request.method != "POST":
        return _page(request, found, items, _forms(items))
    return _save(request, found, user, items)


def _save(request: HttpRequest, contract: Contract, user: User, items: list[Item]) -> HttpResponse:
    """All the rows that were sent, or none: what is refused is told beside its row, with what was typed."""
    sent = asked(request.POST, items)
    forms = _forms(items) | {key_of(item): _typed(request.POST, item) for item in sent}
    kept = [item for item in sent if not _is_dropped(request.POST, item)]
    stale = frozenset(key_of(item) for item in kept if forms[key_of(item)].posted_version != item.version)
    if stale:
        return _ask_to_choose(request, contract, items, forms, stale)
    wrong = [item for item in kept if not forms[key_of(item)].is_valid()]
    if wrong:
        return _page(request, contract, items, forms, status=422)
    updates = [forms[key_of(item)].update(item) for item in kept]
    hands_over = request.POST.get("suite") == "soumettre"
    try:
        said = following.say(contract=contract, updates=updates, actor=user, hands_over=hands_over)
    except following.Refusal as refusal:
        refused = {key_of(kept[rank]): each for rank, each in refusal.by_place.items()}
        stale = frozenset(key for key, each in refused.items() if isinstance(each, following.StaleVersion))
        if stale:
            return _ask_to_choose(request, contract, reviewed_items(contract, user), forms, stale)
        told = {key: each.message for key, each in refused.items()}
        return _page(request, contract, items, forms, status=422, refusals=told)
    messages.success(request, _done(said.written, hands_over=hands_over))
    return redirect("actions_review", contract.body.code, contract.code)


def _forms(items: list[Item]) -> dict[str, FollowUpForm]:
    return {key_of(item): FollowUpForm.of(item, prefix=key_of(item)) for item in items}


def _typed(posted: QueryDict, item: Item) -> FollowUpForm:
    return FollowUpForm(posted, prefix=key_of(item))


def _is_dropped(posted: QueryDict, item: Item) -> bool:
    """The person chose what somebody else wrote."""
    return bool(posted.get(f"{key_of(item)}-garder"))


def _ask_to_choose(
    request: HttpRequest,
    contract: Contract,
    items: list[Item],
    forms: dict[str, FollowUpForm],
    stale: frozenset[str],
) -> HttpResponse:
    versions = {key_of(item): item.version for item in items}
    chosen = {
        key: form.from_version(versions[key]) if key in stale else form
        for key, form in forms.items()
        if key in versions
    }
    return _page(request, contract, items, chosen, status=409, conflicts=stale)


def _done(count: int, *, hands_over: bool) -> str:
    if not count:
        return "Rien n’a changé."
    words = french.plural(count, "échéance", "échéances")
    done = "soumise" if hands_over else "enregistrée"
    said = f"{french.count_word(count, feminine=True)} {words} {french.plural(count, done, f'{done}s')}"
    return f"{french.sentence(said)}."


def _page(
    request: HttpRequest,
    contract: Contract,
    items: list[Item],
    forms: dict[str, FollowUpForm],
    *,
    status: int = 200,
    refusals: dict[str, str] | None = None,
    conflicts: frozenset[str] = frozenset(),
) -> HttpResponse:
    page = review_page(contract, items, forms, refusals, conflicts)
    context = {"contract": contract, "page": page}
    return render(request, "dashboards/actions_review.html", context, status=status)
