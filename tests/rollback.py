"""Undo what a try wrote, so that a test can try several times from the same state."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import caches
from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """Roll back, at the end, everything that was written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    # The next try may reuse the same keys for other people.
    caches["pages"].clear()
