"""Commentaries in templates: sentences whose figures lead to where they come from."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join

from commitments.models import Contract
from cpg.shared import french
from dashboards.addresses import contract_url
from dashboards.commentary.parts import Commentary, Figure, Lineage, Part, Place

register = template.Library()


@register.simple_tag
def linked(commentary: Commentary, contract: Contract) -> str:
    """The proposed text, each figure a link to its lineage."""
    return format_html_join(" ", "{}", ((parts(each.parts, contract),) for each in commentary.sentences))


@register.simple_tag
def parts(listed: Iterable[Part], contract: Contract) -> str:
    """A sentence, proposed or written."""
    return format_html_join("", "{}", ((_part(part, contract),) for part in listed))


def _part(part: Part, contract: Contract) -> str:
    if not isinstance(part, Figure):
        return french.bound(part)
    return format_html('<a href="{}">{}</a>', lineage_url(part.place, contract), french.bound(part.text))


def lineage_url(place: Place, contract: Contract) -> str:
    """The page that says how the figure is made."""
    match place.lineage:
        case Lineage.WHY:
            return f"{contract_url(contract, 'indicator', place.code)}?mois={place.month}#pq"
        case Lineage.INDICATOR:
            return f"{contract_url(contract, 'indicator', place.code)}?mois={place.month}"
        case Lineage.TARGETS:
            return contract_url(contract, "targets")
        case Lineage.CAUSES:
            asked = {"depuis": place.since, "score": place.code}
            query = "".join(f"&{name}={value}" for name, value in asked.items() if value)
            return f"{contract_url(contract, 'causes')}?mois={place.month}{query}"
        case Lineage.DECEMBER:
            return f"{contract_url(contract)}?mois={place.month}#dec"
        case Lineage.REGISTER:
            status = f"&statut={place.status}" if place.status else ""
            return f"{contract_url(contract)}?mois={place.month}{status}#ind"
