"""From an address to the action, the échéance or the proof that it names, for one person."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest

from accounts.clock import localdate
from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Action, Contract, Proof
from commitments.selectors import Item, items_of
from dashboards.access import contract_or_404


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def action_or_404(
    user: User | AnonymousUser, body: str, contract: str, number: int, code: str
) -> tuple[Contract, Action]:
    found = contract_or_404(user, body, contract)
    actions = Action.objects.filter(engagement__fiche__contract=found, engagement__fiche__position=number)
    action = actions.select_related("engagement__fiche__part").filter(code=code).first()
    if action is None:
        raise Http404
    return found, action


def item_or_404(
    user: User | AnonymousUser, *, body: str, contract: str, number: int, code: str, place: str
) -> Item:
    """The échéance that `2025`, or `2-2025`, names in its action."""
    found, action = action_or_404(user, body, contract, number, code)
    items = items_of(found, localdate(), where=Q(action=action))
    item = next((each for each in items if each.place == place), None)
    if item is None:
        raise Http404
    return item


def writable_or_404(request: HttpRequest, **address: Any) -> tuple[Item, User]:
    """The same for who may write of it; refused to the others who see it."""
    item = item_or_404(request.user, **address)
    user = person(request)
    if not may(user, Verb.RECORD, item):
        raise PermissionDenied
    return item, user


def proof_or_404(item: Item, pk: int) -> Proof:
    found = Proof.objects.filter(pk=pk, planned=item.planned).first()
    if found is None:
        raise Http404
    return found


def managed_or_404(
    request: HttpRequest, body: str, contract: str, number: int, code: str
) -> tuple[Contract, Action, User]:
    """An action for who names its owners and links it to indicators; refused to the others who see it."""
    found, action = action_or_404(request.user, body, contract, number, code)
    user = person(request)
    if not may(user, Verb.VALIDATE, found):
        raise PermissionDenied
    return found, action, user
