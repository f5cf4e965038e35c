"""Estimates of December in templates: thin filters over `dashboards.shared.chances`."""

from decimal import Decimal

from django import template

from dashboards.shared import chances
from indicators.domain.model import Attainment, Definition

register = template.Library()


@register.filter
def chance(found: Decimal | None) -> str:
    """`environ 7 sur 10`; "" where nothing is estimated."""
    return chances.short_chance(found)


@register.filter
def careful(found: Decimal | None, definition: Definition) -> Decimal | None:
    """The chance as pages read it for this kind of indicator."""
    return chances.as_shown(definition, found)


@register.filter
def sureness(definition: Definition) -> str:
    """`estimation moins sûre`; "" for the other kinds."""
    return chances.ROUGH_WORDS if chances.is_rough(definition) else ""


@register.filter
def strokes(found: Decimal | None) -> list[tuple[int, bool]]:
    """Ten strokes, each with its abscissa and whether it is a chance; none for what is no estimate."""
    if found is None or found in {chances.SECURED, chances.OUT_OF_REACH}:
        return []
    return [(6 * place, place < chances.tenths(found)) for place in range(10)]


@register.filter
def interval(now: Attainment, definition: Definition) -> str:
    """`de 43 990 à 45 320`."""
    return chances.interval_text(definition, now)
