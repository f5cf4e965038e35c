"""What pages without a contract of their own need to know of the contracts."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commitments.models import Contract


def demonstration(request: HttpRequest) -> dict[str, object]:
    """`is_demonstration`: whether any contract holds fictitious figures; asked of the database only where read."""
    return {"is_demonstration": SimpleLazyObject(lambda: Contract.objects.filter(is_demo=True).exists())}
