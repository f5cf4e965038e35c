"""The folder of evidence: files under names that nobody can guess, out of reach of the web server.

A file is whole and on disk before anything names it. A crash leaves at worst a file that nothing names.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings

NAME_BYTES = 32


def folder() -> Path:
    return Path(settings.STATE_DIR) / "evidence"


def store(content: bytes) -> str:
    """Keep the content; returns the name to ask for it by."""
    place = folder()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(NAME_BYTES)
    descriptor = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        keep_the_names(place)
    except OSError:
        discard(name)
        raise
    return name


def discard(name: str) -> None:
    """Remove a file that no row names. It may be missing already: a failure here would hide the first one."""
    with suppress(OSError):
        (folder() / name).unlink()


def content_of(name: str) -> bytes:
    """Raises OSError where the folder does not hold it."""
    return (folder() / Path(name).name).read_bytes()


def keep_the_names(place: Path) -> None:
    """Names are on disk once their folder is."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
