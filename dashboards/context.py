"""Template context of every page: whether figures are fictitious, the past moment or the scenario that it shows."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from commitments.models import Contract
from dashboards.past.moment import PARAMETER
from dashboards.past.pages import READING
from dashboards.scenarios import shown as scenarios


def demonstration(request: HttpRequest) -> dict[str, object]:
    """`is_demonstration`: whether any contract has fictitious figures. Lazy, as few pages read it."""
    return {"is_demonstration": SimpleLazyObject(lambda: Contract.objects.filter(is_demo=True).exists())}


def past(request: HttpRequest) -> dict[str, object]:
    """`past_moment`: the moment that is shown, None for today, and `today_address`, of the same page today. `has_past`:
    whether the page can be read as it was.
    """
    match = request.resolver_match
    name = match.url_name if match else None
    return {
        "past_moment": getattr(request, "past", None),
        "today_address": _without(request, PARAMETER),
        # What the page is asked for besides: the form that chooses a moment keeps it.
        "asked_besides": [
            (name, value)
            for name, values in request.GET.lists()
            if name not in {PARAMETER, scenarios.PARAMETER}
            for value in values
        ],
        "has_past": name in READING and isinstance(request.user, User),
    }


def scenario(request: HttpRequest) -> dict[str, object]:
    """`shown_scenario`: the one that the page is made of, None for what is; `real_address`, of the page without."""
    return {
        "shown_scenario": getattr(request, "scenario", None),
        "real_address": _without(request, scenarios.PARAMETER),
    }


def _without(request: HttpRequest, parameter: str) -> str:
    """The address of the page without one of its parameters."""
    asked = request.GET.copy()
    asked.pop(parameter, None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path
