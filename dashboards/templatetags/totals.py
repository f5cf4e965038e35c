"""A total on a card: its score, its range, what it covers."""

from django import template

from cpg.shared import french
from dashboards.shared.coverage import range_text, total_text
from indicators.domain import RollUp

register = template.Library()


@register.filter
def total_score(rolled: RollUp) -> str:
    """The score, or why there is none."""
    return total_text(rolled)


@register.filter
def total_range(rolled: RollUp) -> str:
    return range_text(rolled)


@register.filter
def total_coverage(rolled: RollUp) -> str:
    """`22 sur 23 dus`; "" while nothing is due."""
    return f"{rolled.measured} sur {french.counted(rolled.due, 'dû', 'dus')}" if rolled.due else ""
