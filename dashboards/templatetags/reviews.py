"""Texts of reviews in templates."""

from django import template

from dashboards.documents.markup import TextBlock, blocks_of

register = template.Library()


@register.filter
def text_blocks(text: str) -> tuple[TextBlock, ...]:
    """The paragraphs and lists of a free text."""
    return blocks_of(text)
