"""`{% draft "Saisie" month|of_month %}` in each form with texts: its mark, under which what is typed is kept."""

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.drafts.browser import keys_of
from accounts.drafts.marks import FIELD, mark_of, new_mark
from accounts.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def draft(context: RequestContext, *words: object) -> str:
    """The words name the form to people: each form of a page has other words."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if not isinstance(request, HttpRequest) or not isinstance(user, User):
        return SafeString("")
    mark = new_mark(request, user, " ".join(str(word) for word in words))
    sent = mark_of(request, request.POST) if request.method == "POST" else None
    return format_html(
        '<input type="hidden" name="{}" value="{}" data-key="{}" data-label="{}" data-page="{}"{}{}>',
        FIELD,
        mark.signed(),
        mark.key,
        mark.label,
        mark.page,
        SafeString(" data-posted") if sent and sent.key == mark.key else "",
        SafeString(" data-answer") if request.method == "POST" else "",
    )


@register.simple_tag(takes_context=True)
def draft_keys(context: RequestContext) -> str:
    """What encrypts the drafts that stay in the browser of the person; a page that is kept leaves a place for it."""
    left_open: str | None = context.get("draft_keys")
    return left_open or keys_of(context["user"])
