"""Template context for pages outside a contract."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from commitments.models import Contract


def demonstration(request: HttpRequest) -> dict[str, object]:
    """`is_demonstration`: whether any contract has fictitious figures. Lazy, as few pages read it."""
    return {"is_demonstration": SimpleLazyObject(lambda: Contract.objects.filter(is_demo=True).exists())}
