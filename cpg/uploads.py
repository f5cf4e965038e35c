"""What is too large is refused by its announced length, with a page, before it is read, kept or counted."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

from cpg.errors import API
from cpg.shared.uploads import ATTRIBUTE

# A browser reads no answer while it still sends: that much is read and thrown away, so that people see the page.
THROWN_AWAY = 128 * 1024 * 1024
PIECE = 64 * 1024
DIGITS = 15


class UploadLimitMiddleware:
    """The API has its own limits, and says so in its own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        largest = getattr(view, ATTRIBUTE, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        announced = _announced(request)
        if announced <= largest or request.path.startswith(API):
            return None
        _throw_away(request, announced)
        return render(request, "413.html", {"largest": largest, "announced": announced}, status=413)


def _announced(request: HttpRequest) -> int:
    """What the request says of its own length; without a length nothing of it is read."""
    text = str(request.META.get("CONTENT_LENGTH") or 0)
    if not (text.isascii() and text.isdecimal()):
        return 0
    return int(text) if len(text) <= DIGITS else sys.maxsize


def _throw_away(request: HttpRequest, announced: int) -> None:
    if announced > THROWN_AWAY:
        return
    with suppress(UnreadablePostError, OSError):
        while request.read(PIECE):
            pass
