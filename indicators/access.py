"""From an address to what it names, for one person: what they may not see does not exist for them."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.models import User
from commitments.models import Contract
from indicators.domain.periods import Month
from indicators.models import Indicator


def indicator_or_404(user: User | AnonymousUser, body: str, contract: str, code: str) -> Indicator:
    """The indicator with its definition and assignments, if the person sees its body."""
    found = (
        Indicator.objects.all()
        .visible_to(user)
        .with_definition()
        .prefetch_related("assignments")
        .filter(contract__body__code=body, contract__code=contract, code=code)
        .first()
    )
    if found is None:
        raise Http404
    return found


def month_or_404(indicator: Indicator, text: str) -> Month:
    return month_in_contract_or_404(indicator.contract, text)


def month_in_contract_or_404(contract: Contract, text: str) -> Month:
    """A month of the contract written `2024-03`."""
    try:
        month = Month.parse(text)
    except ValueError as error:
        raise Http404 from error
    if month.year not in contract.years:
        raise Http404
    return month
