"""Who makes scenarios, and who reads one: its author; by its address, whoever reads the contract, once shared."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from dashboards.models.scenario import Scenario


def author_or_403(request: HttpRequest, contract: Contract) -> User:
    """The person, who may make scenarios of the contract. Raise PermissionDenied."""
    if not isinstance(request.user, User) or not may(request.user, Verb.SUPPOSE, contract):
        raise PermissionDenied
    return request.user


def own_or_404(contract: Contract, user: User, number: int) -> Scenario:
    found = Scenario.objects.filter(contract=contract, owner=user, number=number).first()
    if found is None:
        raise Http404
    return found


def readable_or_404(contract: Contract, user: User, key: str) -> Scenario:
    """By its address. The contract was found for the person."""
    if "\0" in key:
        raise Http404
    readable = Q(owner=user) | Q(is_shared=True)
    found = Scenario.objects.filter(readable, contract=contract, key=key).select_related("owner").first()
    if found is None:
        raise Http404
    return found
