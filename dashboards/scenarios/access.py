"""Who may read a scenario: its author; with its address, whoever reads the contract, once it is shared."""

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from commitments.models import Contract
from dashboards.models.scenario import Scenario


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
