"""One place for several tries."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import caches
from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back at the end, so that the next try finds the place as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    # The next try may have the same keys for other people.
    caches["pages"].clear()
