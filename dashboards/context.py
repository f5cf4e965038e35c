"""Template context of every page: whether figures are fictitious, and the past moment that it shows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from commitments.models import Contract
from dashboards.past.moment import PARAMETER
from dashboards.past.pages import READING


def demonstration(request: HttpRequest) -> dict[str, object]:
    """`is_demonstration`: whether any contract has fictitious figures. Lazy, as few pages read it."""
    return {"is_demonstration": SimpleLazyObject(lambda: Contract.objects.filter(is_demo=True).exists())}


def past(request: HttpRequest) -> dict[str, object]:
    """`past_moment`: the moment that is shown, None for today, and `today_address`, of the same page today. `has_past`:
    whether the page can be read as it was.
    """
    match = request.resolver_match
    name = match.url_name if match else None
    asked = request.GET.copy()
    asked.pop(PARAMETER, None)
    return {
        "past_moment": getattr(request, "past", None),
        "today_address": f"{request.path}?{asked.urlencode()}" if asked else request.path,
        "has_past": name in READING and isinstance(request.user, User),
    }
