"""History rewritten by whoever owns the database: the guards are put aside for one statement."""

from django.db import connection

from tests.support.emptying import lifted_guards


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def rewrite(statement: str, *values: object) -> None:
    """As whoever owns the database can, with the guards put aside."""
    if connection.vendor == "sqlite":
        with lifted_guards(connection):
            raw(statement, *values)
        return
    raw("SET session_replication_role = replica")
    raw(statement, *values)
    raw("SET session_replication_role = DEFAULT")
