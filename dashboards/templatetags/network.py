"""Links and figures of the table of the network."""

from decimal import Decimal

from django import template

from dashboards.network import words
from dashboards.network.compared import BodyValue, ComparedBody
from dashboards.network.forms import NetworkQuery
from dashboards.shared.figures import target_text

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
    """The same page with that body first."""
    return asked.query(organisme=body.contract.body.code)


@register.filter
def measure_link(asked: NetworkQuery, key: str) -> str:
    """The same page with all bodies drawn for that indicator."""
    return f"{asked.query(indicateur=key)}#bande"


@register.filter
def target_of(value: BodyValue, name: str) -> str:
    """`seuil` or `objectif` to date with its unit."""
    return target_text(value.definition, {"seuil": value.seuil, "objectif": value.objectif}[name])


@register.filter
def score(value: Decimal) -> str:
    return words.score_text(value)
