"""One at a time among all processes that share the database: the lock goes with who holds it, killed or not."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# Of a machine that lost its power the server learns by asking; its own delay is two hours.
ASKED_AFTER = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}


@contextmanager
def alone(lock: int) -> Iterator[bool]:
    """Whether nobody else holds it, at once and until the end. `lock` is any number that no other lock has."""
    held = _held_by_the_server if connection.vendor == "postgresql" else _held_by_a_file
    with held(lock) as is_alone:
        yield is_alone


def asked(function: str, lock: int) -> bool:
    """What a function of PostgreSQL on a lock of the connection answers."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [lock])
        (answer,) = cursor.fetchone()
    return bool(answer)


@contextmanager
def _held_by_the_server(lock: int) -> Iterator[bool]:
    """Of the connection, not of its transaction: those that are written begin and end inside."""
    with connection.cursor() as cursor:
        for name, seconds in ASKED_AFTER.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, seconds])
    is_alone = asked("pg_try_advisory_lock", lock)
    try:
        yield is_alone
    finally:
        if is_alone:
            asked("pg_advisory_unlock", lock)


@contextmanager
def _held_by_a_file(lock: int) -> Iterator[bool]:
    """Beside the file of the database."""
    with Path(f"{connection.settings_dict['NAME']}-{lock}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
