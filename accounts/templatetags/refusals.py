"""At the top of a refused form, what is refused with links: `{% refused_fields form other %}` for its fields,
`{% refused_at anchor label reason %}` for another place of the page.
"""

from collections.abc import Iterator
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def refused_fields(*sources: Any) -> str:
    """A list of links, "" where no field is refused. A source is a form, a field, a list of these, or nothing."""
    fields = [
        field for source in sources for field in _fields(source) if field.errors and not field.is_hidden
    ]
    if not fields:
        return SafeString("")
    lines = format_html_join(
        "",
        '<li><a href="#{}">{}</a>\u00a0: {}</li>',
        ((_anchor(field), field.label, " ".join(map(str, field.errors))) for field in fields),
    )
    return format_html('<ul class="refus-champs">{}</ul>', lines)


@register.simple_tag
def refused_at(anchor: str, label: str, reason: str) -> str:
    return format_html(
        '<ul class="refus-champs"><li><a href="#{}">{}</a>\u00a0: {}</li></ul>', anchor, label, reason
    )


def _fields(source: Any) -> Iterator[BoundField]:
    if isinstance(source, BoundField):
        yield source
    elif isinstance(source, BaseForm):
        yield from source
    elif isinstance(source, list | tuple):
        for each in source:
            yield from _fields(each)


def _anchor(field: BoundField) -> str:
    """A group of choices has no element of its own to focus: its first choice."""
    return field.id_for_label or f"{field.auto_id}_0"
