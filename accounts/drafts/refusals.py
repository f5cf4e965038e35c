"""What a view says when it refuses a form and redirects."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html

REFUSED = "drafts_refused"


def refuse(request: HttpRequest, message: str, anchor: str = "", label: str = "") -> None:
    """Show this error on the next page, and what was typed in its form there, with a link to the field `anchor`."""
    linked = format_html('{}\u00a0: <a href="#{}">{}</a>', message.rstrip("."), anchor, label)
    messages.error(request, linked if anchor else message)
    vars(request)[REFUSED] = True


def is_refused(request: HttpRequest) -> bool:
    return bool(vars(request).get(REFUSED))
