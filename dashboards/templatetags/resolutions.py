"""Decisions of the committee in templates."""

from django import template
from django.utils.timezone import localdate

from commitments.models import Contract
from dashboards.models.resolution import Resolution
from dashboards.resolutions import selectors

register = template.Library()


@register.filter
def days_late(resolution: Resolution) -> int:
    """As of today; 0 for one that is not late."""
    return resolution.days_late(localdate())


@register.simple_tag
def open_resolutions(contract: Contract) -> list[Resolution]:
    """Two queries."""
    return selectors.open_resolutions(contract)
