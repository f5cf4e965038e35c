"""Look up what an address names, for one person."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared.periods import Quarter
from dashboards.exports.files import Format, FrozenFormat
from dashboards.models.closing import FrozenExport, QuarterClosing


def contract_or_404(user: User | AnonymousUser, body: str, contract: str) -> Contract:
    """The contract, if the person belongs to its body."""
    visible = Contract.objects.all().visible_to(user).select_related("body").with_siblings()
    found = visible.filter(body__code=body, code=contract).first()
    if found is None:
        raise Http404
    return found


def exportable_or_404(user: User | AnonymousUser, body: str, contract: str) -> Contract:
    """The contract, if the person's roles let them download its files."""
    found = contract_or_404(user, body, contract)
    if not isinstance(user, User) or not may(user, Verb.EXPORT, found):
        raise PermissionDenied
    return found


def quarter_or_404(contract: Contract, text: str) -> Quarter:
    """A quarter of the contract written `2024T2`."""
    try:
        quarter = Quarter.parse(text)
    except ValueError as error:
        raise Http404 from error
    if quarter.year not in contract.years:
        raise Http404
    return quarter


def format_or_404(text: str) -> Format:
    if text not in set(Format):
        raise Http404
    return Format(text)


def closing_or_404(contract: Contract, quarter: Quarter, version: int) -> QuarterClosing:
    found = QuarterClosing.objects.filter(
        contract=contract, year=quarter.year, quarter=quarter.number, version=version
    ).first()
    if found is None:
        raise Http404
    return found


def frozen_or_404(contract: Contract, quarter: Quarter, version: int, format_: str) -> FrozenExport:
    """A file of a closing, its format as written in the address."""
    if format_ not in set(FrozenFormat):
        raise Http404
    found = FrozenExport.objects.filter(
        closing__contract=contract,
        closing__year=quarter.year,
        closing__quarter=quarter.number,
        closing__version=version,
        format=format_,
    ).first()
    if found is None:
        raise Http404
    return found
