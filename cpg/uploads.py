"""Refuse requests that are too large by their Content-Length, before Django reads or stores the body."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render

from cpg.errors import API
from cpg.shared.uploads import ATTRIBUTE

# A browser that is still sending does not read the answer. Up to this size the body is read and discarded, so that the
# person sees our page instead of a connection error.
THROWN_AWAY = 128 * 1024 * 1024
PIECE = 64 * 1024
# Python refuses to parse numbers of thousands of digits; this many are more than any upload.
DIGITS = 15


class UploadLimitMiddleware:
    """For pages. The API has its own limit and answers with problem details."""

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
    """The announced length; 0 without one, as Django then reads no body."""
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
