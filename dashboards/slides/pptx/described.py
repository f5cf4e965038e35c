"""What is used of a PPTX template, in words."""

from typing import Any

from pptx.oxml.ns import qn

from dashboards.slides.pptx.template import fonts_of, layouts_of, opened, theme_of
from dashboards.slides.template import TemplateSummary, size_text


def described(content: bytes) -> TemplateSummary:
    """Raises UnusableTemplateError."""
    presentation = opened(content)
    found = layouts_of(presentation)
    theme = theme_of(found.content.slide_master)
    return TemplateSummary(
        cover=found.cover.name,
        content=found.content.name,
        size=size_text(presentation.slide_width, presentation.slide_height),
        fonts=tuple(dict.fromkeys(filter(None, fonts_of(found.content.slide_master)))),
        colours=tuple(
            dict.fromkeys(filter(None, (_colour(theme, name) for name in ("dk1", "lt1", "accent1"))))
        ),
    )


def _colour(theme: Any, name: str) -> str:
    """`#1f4e79`; that of the system as it was when the template was made."""
    for each in theme.iter(qn(f"a:{name}")):
        for colour in each:
            value = colour.get("lastClr") or colour.get("val", "")
            return f"#{value.lower()}" if len(value) == 6 else ""
    return ""
