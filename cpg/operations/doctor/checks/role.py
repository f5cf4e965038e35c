"""Under which role of PostgreSQL the application runs: one that owns nothing, with all the rights that it needs."""

from collections.abc import Iterator

from django.db import connection

from cpg.operations.doctor.findings import Finding, broken, not_used, well
from cpg.operations.rights import CLOSED, READ_ONLY

GRANT = (
    "Sous le compte propriétaire, lancez manage.py grant_rights, et donnez le rôle qu’il crée à DATABASE_URL."
)
SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
OWNED = f"{TABLES} AND tableowner = current_user"
WITHOUT_RIGHTS = f"""
    {TABLES} AND tablename <> %s AND NOT (
        has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'SELECT')
        AND has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'INSERT'))
"""
OPEN = f"""
    SELECT DISTINCT relname FROM ({CLOSED}) AS closed (relname, verb)
    WHERE has_table_privilege(quote_ident(relname), verb) ORDER BY 1
"""  # noqa: S608 - a constant


def look() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        yield not_used("SQLite n’a pas de rôles.")
        return
    ((is_superuser,),) = _rows(SUPERUSER)
    if is_superuser or _rows(OWNED):
        what = "superutilisateur" if is_superuser else "propriétaire des tables"
        yield broken(f"L’application tourne sous un {what}, qui peut récrire l’historique.", GRANT)
        return
    missing = _rows(WITHOUT_RIGHTS, READ_ONLY)
    still_open = _rows(OPEN)
    if missing:
        yield broken(
            f"Le rôle n’a pas de droit sur {missing[0][0]}{_and_others(missing)}.",
            "Relancez manage.py grant_rights, qui se lance après chaque migration.",
        )
    if still_open:
        yield broken(
            f"Le rôle peut récrire l’historique de {still_open[0][0]}{_and_others(still_open)}.",
            "Relancez manage.py grant_rights, qui se lance après chaque migration.",
        )
    if not missing and not still_open:
        yield well("Le rôle ne possède rien, et l’historique lui est fermé.")


def _rows(statement: str, *parameters: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)
        found: list[tuple[str, ...]] = cursor.fetchall()
    return found


def _and_others(rows: list[tuple[str, ...]]) -> str:
    return f" et de {len(rows) - 1} autres tables" if len(rows) > 1 else ""
