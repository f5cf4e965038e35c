"""Parts of pages that are the same for whoever may see them, kept in the process's memory under what they say.

Nothing is ever taken out because it changed: a part that would say something else has another key. What must not
be told of one person to another cannot be kept here by mistake: see the `shared` tag.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock

from django.core.cache import caches

# As many as may be made at once: those who ask for the same part wait for the one who makes it.
LOCKS = tuple(Lock() for _ in range(16))


@dataclass(frozen=True, slots=True)
class Kept:
    """`stands` says whether the part may be kept once it is made: not when its data moved while it was read."""

    key: str
    stands: Callable[[], bool]

    def or_made(self, make: Callable[[], str]) -> str:
        """The part as it is kept, or made now."""
        store = caches["pages"]
        found: str | None = store.get(self.key)
        if found is not None:
            return found
        with LOCKS[int(self.key[-2:], 16) % len(LOCKS)]:
            found = store.get(self.key)
            if found is not None:
                return found
            made = make()
            if self.stands():
                store.set(self.key, made)
            return made


def kept(*said: object, stamp: Callable[[], str] | None = None) -> Kept:
    """A part that says these things (each with a telling `repr`) of data that have this stamp."""
    before = stamp() if stamp else ""
    key = blake2b(repr((before, said)).encode(), digest_size=16).hexdigest()
    return Kept(key, lambda: stamp is None or stamp() == before)
