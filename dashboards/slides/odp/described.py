"""What is used of an ODP template, in words."""

from dashboards.slides.odp.template import font_name, read_template
from dashboards.slides.odp.xml import attribute
from dashboards.slides.template import TemplateSummary, size_text


def described(content: bytes) -> TemplateSummary:
    """Raises UnusableTemplateError."""
    found = read_template(content)
    names = [
        attribute(each.element, "style:display-name") or each.name for each in (found.cover, found.content)
    ]
    fonts = (found.title_font, found.font)
    return TemplateSummary(
        cover=names[0],
        content=names[1],
        size=size_text(found.width, found.height),
        fonts=tuple(dict.fromkeys(filter(None, map(font_name, fonts)))),
        colours=tuple(dict.fromkeys((found.ink, found.accent))),
    )
