"""What a view says when it refuses a form and redirects, or takes it and shows a page."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html

REFUSED = "drafts_refused"
ACCEPTED = "drafts_accepted"


def refuse(request: HttpRequest, message: str, anchor: str = "", label: str = "") -> None:
    """Show this error on the next page, and what was typed in its form there, with a link to the field `anchor`."""
    linked = format_html('{}\u00a0: <a href="#{}">{}</a>', message.rstrip("."), anchor, label)
    messages.error(request, linked if anchor else message)
    vars(request)[REFUSED] = True


def is_refused(request: HttpRequest) -> bool:
    return bool(vars(request).get(REFUSED))


def accept(request: HttpRequest) -> None:
    """What was sent is taken, although the answer is a page and no redirect."""
    vars(request)[ACCEPTED] = True


def is_accepted(request: HttpRequest) -> bool:
    return bool(vars(request).get(ACCEPTED))
