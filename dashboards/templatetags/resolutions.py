"""Decisions of the committee in templates."""

from django import template

from accounts.clock import localdate
from dashboards.models.resolution import Resolution

register = template.Library()


@register.filter
def days_late(resolution: Resolution) -> int:
    """As of today; 0 for one that is not late."""
    return resolution.days_late(localdate())
