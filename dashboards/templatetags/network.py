"""Links and figures of the table of the network."""

from decimal import Decimal

from django import template

from dashboards.network import matrix
from dashboards.network.comparison import ComparedBody
from dashboards.network.forms import NetworkQuery

register = template.Library()


@register.filter
def sort_link(asked: NetworkQuery, key: str) -> str:
    """The same page sorted by that column."""
    return asked.sort_link(key)


@register.filter
def aria_sort(asked: NetworkQuery, key: str) -> str:
    return asked.aria_sort(key)


@register.filter
def body_link(asked: NetworkQuery, body: ComparedBody) -> str:
    """The same page with the rank of that body."""
    return f"{asked.query(organisme=body.contract.body.code)}#rang"


@register.filter
def score(value: Decimal) -> str:
    return matrix.score_text(value)
