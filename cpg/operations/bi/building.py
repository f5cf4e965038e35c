"""Make the views anew, and the role that sees them, or put them away before a migration."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from cpg.operations.bi.star import STAR, View

SCHEMA, ROLE = "bi", "cpg_bi"
COMMENT = "Suivi du contrat pluriannuel de gestion, en lecture seule\u00a0: refait à chaque mise à jour."
KNOWN = "SELECT 1 FROM pg_roles WHERE rolname = %s"
# A long question of one reader must not hold the application's server; a reader may ask for less, never write.
LIMITS = (
    "ALTER ROLE {role} CONNECTION LIMIT 10",
    "ALTER ROLE {role} SET default_transaction_read_only = on",
    "ALTER ROLE {role} SET statement_timeout = '60s'",
    "ALTER ROLE {role} SET search_path = {schema}",
)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Views that somebody else built on ours make PostgreSQL refuse, and nothing is dropped."""
    with connection.cursor() as cursor:
        for view in reversed(STAR):
            cursor.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier(SCHEMA, view.name)))


def build(connection: BaseDatabaseWrapper, role: str, password: str) -> None:
    """In the caller's transaction: readers see the old views or the new ones."""
    drop(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
        cursor.execute(
            sql.SQL("COMMENT ON SCHEMA {} IS {}").format(sql.Identifier(SCHEMA), sql.Literal(COMMENT))
        )
        cursor.execute("SELECT current_schema()")
        ((tables,),) = cursor.fetchall()
        for view in STAR:
            _create(cursor, view, tables)
        _make_role(cursor, role, password)
        named = {"schema": sql.Identifier(SCHEMA), "role": sql.Identifier(role)}
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA {schema} TO {role}").format(**named))
        for view in STAR:
            cursor.execute(
                sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(SCHEMA, view.name), named["role"])
            )


def _create(cursor: CursorWrapper, view: View, tables: str) -> None:
    name = sql.Identifier(SCHEMA, view.name)
    columns = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(sql.SQL(column.reads), sql.Identifier(column.name))
        for column in view.columns
    )
    # The expressions are constants of this program.
    read = sql.SQL(view.tables).format(schema=sql.Identifier(tables))
    cursor.execute(sql.SQL("CREATE VIEW {} AS SELECT {} FROM {}").format(name, columns, read))
    cursor.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(name, sql.Literal(view.comment)))
    for column in view.columns:
        cursor.execute(
            sql.SQL("COMMENT ON COLUMN {} IS {}").format(
                sql.Identifier(SCHEMA, view.name, column.name), sql.Literal(column.comment)
            )
        )


def _make_role(cursor: CursorWrapper, name: str, password: str) -> None:
    role = sql.Identifier(name)
    cursor.execute(KNOWN, [name])
    if not cursor.fetchall():
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    if password:
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
    for statement in LIMITS:
        cursor.execute(sql.SQL(statement).format(role=role, schema=sql.Identifier(SCHEMA)))
