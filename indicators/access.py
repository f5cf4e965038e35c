"""From an address to what it names, for one person: what they may not see does not exist for them."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.models import ImportJob, Indicator


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


def fillable_or_404(user: User | AnonymousUser, body: str, contract: str) -> tuple[Contract, list[Indicator]]:
    """A contract that the person sees, and the indicators that they may enter; refused where there is none."""
    visible = Contract.objects.all().visible_to(user).select_related("body")
    found = visible.filter(body__code=body, code=contract).first()
    if found is None or not isinstance(user, User):
        raise Http404
    listed = Indicator.objects.filter(contract=found).with_definition().prefetch_related("assignments")
    fillable = [indicator for indicator in listed if may(user, Verb.RECORD, indicator)]
    if not fillable:
        raise PermissionDenied
    return found, fillable


def import_or_404(
    user: User | AnonymousUser, body: str, contract: str, pk: int
) -> tuple[Contract, ImportJob]:
    """One's own import, as long as one may enter something there: for anybody else there is none."""
    try:
        found, _ = fillable_or_404(user, body, contract)
    except PermissionDenied as error:
        raise Http404 from error
    job = ImportJob.objects.filter(pk=pk, report__contract=found.pk).defer("content").first()
    if job is None or job.user_id != user.pk:
        raise Http404
    return found, job


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
