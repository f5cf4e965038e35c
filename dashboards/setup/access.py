"""Look up what an address of the set-up names, for who administers it."""

from django.http import Http404, HttpRequest

from accounts.models import Body, User
from commitments.models import Contract
from dashboards.access import administrator


def body_or_404(request: HttpRequest, code: str) -> tuple[Body, User]:
    user = administrator(request)
    body = Body.objects.all().administered_by(user).filter(code=code).first()
    if body is None:
        raise Http404
    return body, user


def contract_or_404(request: HttpRequest, body: str, contract: str) -> tuple[Contract, User]:
    """A superuser sets up contracts of bodies that they do not belong to."""
    found, user = body_or_404(request, body)
    named = Contract.objects.filter(body=found, code=contract).select_related("body").first()
    if named is None:
        raise Http404
    return named, user
