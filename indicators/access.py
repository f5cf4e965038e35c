"""Look up what an address names, for one person. What they may not see is a 404, so nobody learns that it exists."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404

from accounts.models import User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared.periods import Month
from indicators.models import ImportJob, Indicator


def indicator_or_404(user: User | AnonymousUser, body: str, contract: str, code: str) -> Indicator:
    """The indicator with its definition and assignments, if the person may see its body."""
    siblings = Contract.objects.filter(body=OuterRef("contract__body")).exclude(pk=OuterRef("contract"))
    indicator = (
        Indicator.objects.all()
        .visible_to(user)
        .with_definition()
        .prefetch_related("assignments")
        .annotate(among_several=Exists(siblings))
        .filter(contract__body__code=body, contract__code=contract, code=code)
        .first()
    )
    if indicator is None:
        raise Http404
    # As `with_siblings` reads it: a contract that comes with something else cannot be annotated.
    vars(indicator.contract)["among_several"] = vars(indicator)["among_several"]
    return indicator


def fillable_or_404(user: User | AnonymousUser, body: str, contract: str) -> tuple[Contract, list[Indicator]]:
    """A visible contract and the indicators that the person may enter; PermissionDenied if there is none."""
    visible = Contract.objects.all().visible_to(user).select_related("body").with_siblings()
    named = visible.filter(body__code=body, code=contract).first()
    if named is None or not isinstance(user, User):
        raise Http404
    listed = Indicator.objects.filter(contract=named).with_definition().prefetch_related("assignments")
    fillable = [indicator for indicator in listed if may(user, Verb.RECORD, indicator)]
    if not fillable:
        raise PermissionDenied
    return named, fillable


def import_or_404(
    user: User | AnonymousUser, body: str, contract: str, pk: int
) -> tuple[Contract, ImportJob]:
    """The person's own import, while they may still enter something in its contract; a 404 for anybody else."""
    try:
        named, _ = fillable_or_404(user, body, contract)
    except PermissionDenied as error:
        raise Http404 from error
    job = ImportJob.objects.filter(pk=pk, report__contract=named.pk).defer("content").first()
    if job is None or job.user_id != user.pk:
        raise Http404
    return named, job


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
