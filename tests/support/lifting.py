"""Guards of the history put aside for a moment, to empty a test's own database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

OF_TRUNCATE = "SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgname LIKE 'guard_%_is_never_emptied'"


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
