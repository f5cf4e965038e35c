"""Which templates a body has, and which one it uses."""

from collections.abc import Sequence

from dashboards.models.slides import SlideFormat, SlideTemplate, SlideTemplateChoice


def current_template(body: int, format_: SlideFormat) -> SlideTemplate | None:
    """None for the default one. One query."""
    choices = SlideTemplateChoice.objects.filter(body=body, format=format_.value).select_related("template")
    last = choices.order_by("-pk").first()
    return last.template if last else None


def templates_of(body: int) -> Sequence[SlideTemplate]:
    """Without their content, the last ones first. One query."""
    found = SlideTemplate.objects.filter(body=body).select_related("sent_by").defer("content")
    return list(found.order_by("format", "-number"))


def choices_of(body: int) -> Sequence[SlideTemplateChoice]:
    """The last ones first, each with its template without its content. One query."""
    found = SlideTemplateChoice.objects.filter(body=body).select_related("template", "chosen_by")
    return list(found.defer("template__content").order_by("-pk"))
