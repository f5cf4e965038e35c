"""Parts of pages that are the same for everyone who may see them, or for one person, kept in the memory of the process.

Nothing is ever removed because it changed: a part that would read otherwise has another key. Nothing of one person can
reach another by mistake: see the `cached_part` tag.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

from django.core.cache import caches

from accounts.models import User
from accounts.rights import BodyOwned

# As many as may be rendered at once: those who ask for the same part wait for the one who renders it.
LOCKS = tuple(Lock() for _ in range(16))


@dataclass(frozen=True, slots=True)
class CachedPart:
    """A part of a page and its key. `is_unchanged` says, once it is rendered, whether its data are still those of the
    key: a part whose data moved meanwhile is shown and not kept. An inner part is rendered within another one, whose
    lock is held: it waits for none, or two of them could wait for each other.
    """

    key: str
    is_unchanged: Callable[[], bool]
    is_inner: bool = False

    def get_or_render(self, render: Callable[[], str]) -> str:
        store = caches["pages"]
        cached: str | None = store.get(self.key)
        if cached is not None:
            return cached
        if self.is_inner:
            return self._render(render)
        with LOCKS[int(self.key[-2:], 16) % len(LOCKS)]:
            cached = store.get(self.key)
            return self._render(render) if cached is None else cached

    def _render(self, render: Callable[[], str]) -> str:
        rendered = render()
        if self.is_unchanged():
            caches["pages"].set(self.key, rendered)
        return rendered


def rights_of(user: User, target: BodyOwned) -> tuple[object, ...]:
    """What identifies a part that shows one person what they may do: assignments are in the digest, roles are not."""
    return (user.pk, tuple(sorted(user.roles_in(target.body_pk))))


def cached_part(
    *identity: object, digest: Callable[[], str] | None = None, before: str = "", is_inner: bool = False
) -> CachedPart:
    """The part that these things identify (by their `repr`: which page, which filters), of data with this digest;
    `before` is what it was when the page began to be read, where that is known.
    """
    before = before or (digest() if digest else "")
    key = blake2b(repr((before, identity)).encode(), digest_size=16).hexdigest()
    return CachedPart(key, lambda: digest is None or digest() == before, is_inner)
