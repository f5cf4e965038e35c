"""A whole page kept for one person: what is around its shared parts, without these and without the token of its forms.

The frame holds whatever the layout shows to the person who asks: all of it is in its key, and nothing of one person is
in another's. The token is that of the request, the parts are the ones that everybody gets (decision 59).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from secrets import token_hex
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.drafts.marks import shown_on
from dashboards.page_cache import CachedPart

# Nobody can write one into a page: it is drawn anew in each process.
HOLE = token_hex(16)
HOLES = re.compile(f"<!--{HOLE}:([0-9a-f]*)-->")


@dataclass(frozen=True, slots=True)
class Holes:
    """What a frame leaves open while it is rendered: the parts by their keys, the token by none."""

    parts: dict[str, str] = field(default_factory=dict)

    def leave(self, part: CachedPart, render: Callable[[], str]) -> str:
        self.parts[part.key] = part.get_or_render(render)
        return hole(part.key)


def hole(key: str = "") -> str:
    return f"<!--{HOLE}:{key}-->"


def framed(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    shown: object,
    now_shown: Callable[[], object],
) -> HttpResponse:
    """The page. `shown` is all that its frame shows, `now_shown` reads the same again: a frame whose data moved while
    it was rendered is not kept. Nor is one with a message, which is read once, or with the mark of a form.
    """
    if len(get_messages(request)):
        return HttpResponse(render_to_string(template, context, request))
    store, key = caches["pages"], _key(shown)
    frame: list[str] | None = store.get(key)
    if frame is not None:
        parts = store.get_many(set(frame[1::2]) - {""})
        if all(each in parts for each in frame[1::2] if each):
            return _filled(frame, parts, request)
    holes = Holes()
    html = render_to_string(template, {**context, "holes": holes, "csrf_token": SafeString(hole())}, request)
    frame = HOLES.split(html)
    if not shown_on(request) and _key(now_shown()) == key:
        store.set(key, frame)
    return _filled(frame, holes.parts, request)


def _key(shown: object) -> str:
    return blake2b(repr(("frame", shown)).encode(), digest_size=16).hexdigest()


def _filled(frame: list[str], parts: Mapping[str, str], request: HttpRequest) -> HttpResponse:
    """Texts and the keys of holes come in turn."""
    held = {**parts, "": get_token(request)}
    return HttpResponse("".join(held[each] if rank % 2 else each for rank, each in enumerate(frame)))
