"""Look up what an address names, for one person."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts.models import Body, User
from accounts.rights import Verb, may
from commitments.models import Contract
from cpg.shared.periods import Quarter
from dashboards.exports.files import Format, FrozenFormat
from dashboards.models.alert import unread_counts
from dashboards.models.closing import FrozenExport, QuarterClosing
from indicators.prepared import PreparedRead

OF_CONTRACT, OF_BODY = (
    [field.attname for field in model._meta.concrete_fields] for model in (Contract, Body)
)


def administrator(request: HttpRequest) -> User:
    """The person, who administers some body, or the whole installation."""
    user = request.user
    if not isinstance(user, User) or not (user.is_superuser or user.administers_something()):
        raise PermissionDenied
    return user


def contract_or_404(user: User | AnonymousUser, body: str, contract: str) -> Contract:
    """The contract, if the person belongs to its body."""
    visible = Contract.objects.all().visible_to(user).select_related("body").with_siblings()
    found = visible.filter(body__code=body, code=contract).first()
    if found is None:
        raise Http404
    return found


def _visible(keys: Sequence[int]) -> "QuerySet[Contract, Any]":
    bodies = Body.objects.filter(memberships__user__in=keys)
    columns = (*OF_CONTRACT, *(f"body__{name}" for name in OF_BODY), "unread")
    visible = Contract.objects.filter(body__in=bodies).annotate(unread=unread_counts(keys))
    return visible.order_by("pk").values_list(*columns)


# Every column of the contracts of a person's bodies and of these bodies, and how many alerts of each were not read.
VISIBLE = PreparedRead(_visible)


def visible_rows(user: User) -> list[tuple[Any, ...]]:
    """All contracts that a person who signed in may go to, each with its body, as tuples. One query."""
    return VISIBLE([user.pk]) if user.is_active and user.limits is None else []


def contract_among(rows: Sequence[tuple[Any, ...]], body: str, contract: str) -> tuple[Contract, int]:
    """The same as `contract_or_404` of rows that were read, with the number of its unread alerts."""
    code, of_body = OF_CONTRACT.index("code"), len(OF_CONTRACT) + OF_BODY.index("code")
    row = next((each for each in rows if (each[of_body], each[code]) == (body, contract)), None)
    if row is None:
        raise Http404
    found = Contract.from_db(DEFAULT_DB_ALIAS, OF_CONTRACT, row[: len(OF_CONTRACT)])
    found.body = Body.from_db(DEFAULT_DB_ALIAS, OF_BODY, row[len(OF_CONTRACT) : -1])
    # As `with_siblings` reads it.
    vars(found)["among_several"] = sum(each[of_body] == body for each in rows) > 1
    return found, row[-1] or 0


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
