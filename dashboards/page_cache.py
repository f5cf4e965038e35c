"""Parts of pages that are the same for everyone who may see them, or for one person, kept in the memory of the process.

Nothing is ever removed because it changed: a part that would read otherwise has another key. Nothing of one person can
reach another by mistake: see the `cached_part` tag.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

from django.core.cache import caches

from accounts.clock import past_moment
from accounts.models import User
from accounts.rights import BodyOwned

# As many as may be rendered at once: those who ask for the same part wait for the one who renders it.
LOCKS = tuple(Lock() for _ in range(16))


@dataclass(slots=True)
class InnerPart:
    """A part inside another one, whose data are among those of that one: kept on its own, since it changes less often,
    and stored with it. It has no lock: that of the outer part is held, and two parts could wait for each other.
    """

    key: str
    rendered: str | None = None

    def get_or_render(self, render: Callable[[], str]) -> str:
        cached: str | None = caches["pages"].get(self.key)
        if cached is None:
            cached = self.rendered = render()
        return cached


@dataclass(frozen=True, slots=True)
class CachedPart:
    """A part of a page and its key. `is_unchanged` says, once it is rendered, whether its data are still those of the
    key: a part whose data moved meanwhile is shown and not kept, nor are those inside it.
    """

    key: str
    is_unchanged: Callable[[], bool]
    inner: tuple[InnerPart, ...] = ()

    def get_or_render(self, render: Callable[[], str]) -> str:
        cached: str | None = caches["pages"].get(self.key)
        if cached is not None:
            return cached
        with LOCKS[int(self.key[-2:], 16) % len(LOCKS)]:
            cached = caches["pages"].get(self.key)
            return self._render(render) if cached is None else cached

    def _render(self, render: Callable[[], str]) -> str:
        rendered = render()
        if self.is_unchanged():
            inner = {each.key: each.rendered for each in self.inner if each.rendered is not None}
            caches["pages"].set_many({self.key: rendered, **inner})
        return rendered


def rights_of(user: User, target: BodyOwned) -> tuple[object, ...]:
    """What identifies a part that shows one person what they may do: assignments are in the digest, roles are not."""
    return (user.pk, tuple(sorted(user.roles_in(target.body_pk))))


def cached_part(
    *identity: object,
    digest: Callable[[], str] | None = None,
    before: str = "",
    inner: tuple[InnerPart, ...] = (),
) -> CachedPart:
    """The part that these things identify (by their `repr`: which page, which filters), of data with this digest;
    `before` is what it was when the page began to be read, where that is known.
    """
    before = before or (digest() if digest else "")
    return CachedPart(_key(before, identity), lambda: digest is None or digest() == before, inner)


def inner_part(*identity: object, before: str) -> InnerPart:
    """The part that these things identify, of data with this digest, which that of the outer part covers."""
    return InnerPart(_key(before, identity))


def _key(before: str, identity: tuple[object, ...]) -> str:
    return blake2b(repr((before, identity, past_moment())).encode(), digest_size=16).hexdigest()
