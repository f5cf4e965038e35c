"""What a view says when it refuses a form and redirects."""

from django.contrib import messages
from django.http import HttpRequest

REFUSED = "drafts_refused"


def refuse(request: HttpRequest, message: str) -> None:
    """Show this error on the next page, and what was typed in its form there."""
    messages.error(request, message)
    vars(request)[REFUSED] = True


def is_refused(request: HttpRequest) -> bool:
    return bool(vars(request).get(REFUSED))
