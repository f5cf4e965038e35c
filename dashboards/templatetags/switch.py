"""The switch of body and contract in the header."""

from django import template
from django.template import Context

from dashboards.shared import switch
from dashboards.shared.period import Period

register = template.Library()


@register.simple_tag(takes_context=True)
def places_to_go(context: Context) -> list[switch.Place]:
    """The contracts to choose between; none where the person has only one."""
    period = context.get("period")
    chosen = period.chosen if isinstance(period, Period) else {}
    request = context.get("request")
    return switch.places_to_go(request, context["contract"], chosen) if request is not None else []
