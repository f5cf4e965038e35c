"""A test's own database made empty, in spite of the guards of the history and of jobs that still run."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, transaction

OF_TRUNCATE = "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE 'guard_%_is_never_emptied'"
ATTEMPTS = 6


def empty(connection: Any, flush: Callable[[], None]) -> None:
    """Do `flush` without the guards, all or nothing.

    A job or a request of the test that just ended may hold some of the tables and want others. PostgreSQL then ends one
    of the two as a deadlock; where it is this one, it is asked again, and `OperationalError` rises after the last time.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic(using=connection.alias), lifted_guards(connection):
                flush()
        except OperationalError:
            if attempt == ATTEMPTS:
                raise
        else:
            return


@contextmanager
def lifted_guards(connection: Any) -> Iterator[None]:
    """SQLite empties a table by DELETE, PostgreSQL by TRUNCATE."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
            before = [f"DROP TRIGGER {name}" for name, _ in guards]
            after = [sql for _, sql in guards]
        else:
            cursor.execute(OF_TRUNCATE)
            guards = cursor.fetchall()
            before, after = (
                [f"ALTER TABLE {table} {verb} TRIGGER {name}" for table, name in guards]
                for verb in ("DISABLE", "ENABLE")
            )
        for statement in before:
            cursor.execute(statement)
        yield
        for statement in after:
            cursor.execute(statement)
