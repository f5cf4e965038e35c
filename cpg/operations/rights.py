"""Rights of the role under which the application runs: it owns nothing, and may not ask for what guards refuse."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

# Where a guard refuses each UPDATE, or each DELETE but those of a purge: see accounts/guards.py.
CLOSED = """
    SELECT c.relname, CASE WHEN t.tgname = 'guard_' || c.relname || '_is_immutable' THEN 'UPDATE' ELSE 'DELETE' END
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname IN ('guard_' || c.relname || '_is_immutable', 'guard_' || c.relname || '_is_kept',
            'guard_' || c.relname || '_is_purged')
        AND c.relnamespace = current_schema()::regnamespace
    ORDER BY 1, 2
"""
ROLE = "SELECT 1 FROM pg_roles WHERE rolname = %s"
# What migrations write, and nothing else.
READ_ONLY = "django_migrations"
ALL = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}",
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON {read_only} FROM {role}",
)


# Of the role that purges: what it deletes under which seals, and the checkpoint that it leaves.
PURGED = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, DELETE ON accounts_securityevent, dashboards_eventseal TO {role}",
    "GRANT SELECT, INSERT ON dashboards_checkpoint TO {role}",
    "GRANT USAGE, SELECT ON SEQUENCE dashboards_checkpoint_id_seq TO {role}",
)


def grant_purge(connection: BaseDatabaseWrapper, role: str, password: str) -> None:
    """A role that does nothing else, in the caller's transaction."""
    with connection.cursor() as cursor:
        named = _make(cursor, role, password)
        for statement in PURGED:
            cursor.execute(sql.SQL(statement).format(**named))


def grant(connection: BaseDatabaseWrapper, role: str, password: str) -> int:
    """In the caller's transaction: readers see the old rights or the new ones. Returns how many tables are closed."""
    with connection.cursor() as cursor:
        named = _make(cursor, role, password)
        for statement in ALL:
            cursor.execute(sql.SQL(statement).format(**named))
        cursor.execute(CLOSED)
        closed = cursor.fetchall()
        for table, verb in closed:
            cursor.execute(
                sql.SQL("REVOKE {} ON {} FROM {}").format(sql.SQL(verb), sql.Identifier(table), named["role"])
            )
    return len({table for table, _ in closed})


def _make(cursor: Any, role: str, password: str) -> dict[str, sql.Identifier]:
    """The role, if it is not there yet, with its password; returns the names that statements use."""
    cursor.execute(ROLE, [role])
    if not cursor.fetchall():
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    if password:
        cursor.execute(
            sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
        )
    cursor.execute("SELECT current_schema()")
    ((schema,),) = cursor.fetchall()
    return {
        "schema": sql.Identifier(schema),
        "role": sql.Identifier(role),
        "read_only": sql.Identifier(READ_ONLY),
    }
