"""A whole page kept for one person: what is around its shared parts, without these, the token of its forms and the keys
of the drafts in the browser.

The frame holds whatever the layout shows to the person who asks: all of it is in its key, and nothing of one person is
in another's. The token is that of the request, the parts are the ones that everybody gets (decision 59).
"""

import re
from collections.abc import Callable, Iterable
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

from accounts.clock import past_moment
from accounts.drafts.browser import keys_of
from accounts.drafts.marks import shown_on
from accounts.models import User
from cpg.shared.pieces import Piece, piece
from dashboards.page_cache import CachedPart, InnerPart

# Nobody can write one into a page: it is drawn anew in each process.
HOLE = token_hex(16)
# Before the key of a part: the same, compressed.
PIECE = "piece/"
# What each request puts in anew: the token of its forms, and the keys of the drafts in the browser.
TOKEN, DRAFT_KEYS = "", "0"
HOLES = re.compile(f"<!--{HOLE}:([0-9a-f]*)-->")


class PageOfPieces(HttpResponse):
    """A page whose pieces were compressed before. What is put into it later leaves it to be compressed as any other."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self.pieces = tuple(pieces)
        self.whole = b"".join(each.text for each in self.pieces)
        super().__init__(self.whole)


@dataclass(frozen=True, slots=True)
class Holes:
    """What a frame leaves open while it is rendered: the parts by their keys, the token by none."""

    parts: dict[str, str] = field(default_factory=dict)

    def leave(self, part: CachedPart | InnerPart, render: Callable[[], str]) -> str:
        self.parts[part.key] = part.get_or_render(render)
        return hole(part.key)


def hole(key: str) -> str:
    return f"<!--{HOLE}:{key}-->"


def framed(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    shown: object,
    now_shown: Callable[[], object],
) -> HttpResponse:
    """The page. `shown` is all that its frame shows, `now_shown` reads the same again: a frame whose data moved while
    it was rendered is not kept. Nor is one with a message, which is read once, with the mark of a form, or of the past.
    """
    if past_moment() or len(get_messages(request)):
        return HttpResponse(render_to_string(template, context, request))
    store, key = caches["pages"], _key(shown)
    frame: list[Piece | str] | None = store.get(key)
    own = _of_request(request)
    keys = {each for each in frame or () if isinstance(each, str) and each not in own}
    if frame is not None and (parts := _kept_pieces(keys)) is not None:
        # The token is not compressed: how long the page is says nothing of it.
        held = parts | {name: piece(text, level=0) for name, text in own.items()}
        return PageOfPieces(held[each] if isinstance(each, str) else each for each in frame)
    holes = Holes()
    left_open = {"csrf_token": SafeString(hole(TOKEN)), "draft_keys": SafeString(hole(DRAFT_KEYS))}
    html = render_to_string(template, {**context, **left_open, "holes": holes}, request)
    texts = HOLES.split(html)
    if not shown_on(request) and _key(now_shown()) == key:
        store.set(key, [each if rank % 2 else piece(each) for rank, each in enumerate(texts)])
    held_texts = holes.parts | own
    return HttpResponse("".join(held_texts[each] if rank % 2 else each for rank, each in enumerate(texts)))


def _of_request(request: HttpRequest) -> dict[str, str]:
    keys = keys_of(request.user) if isinstance(request.user, User) else ""
    return {TOKEN: get_token(request), DRAFT_KEYS: keys}


def _key(shown: object) -> str:
    return blake2b(repr(("frame", shown)).encode(), digest_size=16).hexdigest()


def _kept_pieces(keys: set[str]) -> dict[str, Piece] | None:
    """The parts that are kept, compressed when a frame first asks for them; None where one is kept no longer."""
    store = caches["pages"]
    pieces: dict[str, Piece] = store.get_many({f"{PIECE}{key}" for key in keys})
    if missing := {key for key in keys if f"{PIECE}{key}" not in pieces}:
        texts = store.get_many(missing)
        if len(texts) < len(missing):
            return None
        made = {f"{PIECE}{key}": piece(text) for key, text in texts.items()}
        store.set_many(made)
        pieces |= made
    return {name.removeprefix(PIECE): each for name, each in pieces.items()}
