"""Who sees the sources of a contract, and what each person may do with them."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.models import User
from accounts.rights import Verb, may, may_somewhere
from commitments.models import Contract
from dashboards.access import contract_or_404
from dashboards.sources.selectors import source_of
from indicators.models import Indicator, Source, SourceConnection


def person_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def contract_of_sources(request: HttpRequest, body: str, contract: str) -> Contract:
    """For who may describe a source, connect one or trust it; the addresses of servers are for nobody else."""
    found = contract_or_404(request.user, body, contract)
    person = person_of(request)
    if not sees_sources(person, found):
        raise PermissionDenied
    return found


def sees_sources(person: User, contract: Contract) -> bool:
    """It costs no query."""
    records = may_somewhere(person, Verb.RECORD, contract.body_id)
    return records or may(person, Verb.ADMINISTER, contract) or may(person, Verb.TRUST, contract)


def source_or_404(contract: Contract, pk: int) -> Source:
    source = source_of(contract, pk)
    if source is None:
        raise Http404
    return source


def connection_or_404(contract: Contract, pk: int) -> SourceConnection:
    connection = SourceConnection.objects.select_related("body").filter(body=contract.body_id, pk=pk).first()
    if connection is None:
        raise Http404
    return connection


def require_administrator(person: User, contract: Contract) -> None:
    if not may(person, Verb.ADMINISTER, contract):
        raise PermissionDenied


def fillable_of(person: User, contract: Contract) -> Sequence[Indicator]:
    """The indicators of which the person may describe a source; PermissionDenied where there are none."""
    listed = Indicator.objects.filter(contract=contract).with_definition().prefetch_related("assignments")
    fillable = [each for each in listed if may(person, Verb.RECORD, each)]
    if not fillable:
        raise PermissionDenied
    return fillable


def may_map(person: User, source: Source) -> bool:
    """Of a source that comes with its indicators and their assignments."""
    return all(may(person, Verb.RECORD, each) for each in source.indicators.all())
