"""A view of PostgreSQL: one statement, read-only, at an address that was checked."""

import os
import socket
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.types.numeric import NumericLoader

from accounts.outgoing.connecting import STEP_SECONDS, cut_after, shut
from commitments.ledger.tables.limits import MOST_ROWS
from indicators.sources import arrived, reach
from indicators.sources.arrived import SourceTrouble
from indicators.sources.readers.views import Table, column_gone, no_such_view, not_allowed, too_long, writes

PORT = "5432"
VERIFIED = "verify-full"
# What an address may say: nothing that undoes what is asked here.
ALLOWED = frozenset(
    {"host", "port", "dbname", "user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey"}
)
TROUBLES = {
    "3F000": no_such_view,
    "42P01": no_such_view,
    "42703": column_gone,
    "42501": not_allowed,
    "25006": writes,
    "57014": too_long,
}


def rows_of(address: str, names: Sequence[str], columns: Sequence[str]) -> Table:
    given = _parts(address)
    view = ".".join(names)
    wanted = sql.SQL(", ").join(map(sql.Identifier, columns)) if columns else sql.SQL("*")
    statement = sql.SQL("SELECT {} FROM {}").format(wanted, sql.Identifier(*names))
    with (
        closing(_opened(given)) as connection,
        _held(connection) as held,
        cut_after(arrived.READ_SECONDS, lambda: shut(held)) as is_over,
    ):
        try:
            return _rows(connection, statement)
        except psycopg.Error as error:
            # Without its cause: what the server says may quote the data, and is in the logs of its own.
            raise (reach.too_slow(given["host"]) if is_over.is_set() else _trouble(error, view)) from None


def _rows(connection: psycopg.Connection[Any], statement: sql.Composed) -> Table:
    """As of one moment, and no more than the import takes."""
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    for name in ("float4", "float8"):
        # The shortest text that is this number, as the server writes it.
        connection.adapters.register_loader(name, NumericLoader)
    with connection.cursor(name="source") as cursor:
        cursor.execute(statement)
        return [column.name for column in cursor.description or ()], cursor.fetchmany(MOST_ROWS + 1)


def _parts(address: str) -> dict[str, str]:
    try:
        given = {name: str(value) for name, value in conninfo_to_dict(address).items()}
        given["port"] = str(int(given.get("port", PORT)))
    except (psycopg.ProgrammingError, ValueError):
        raise SourceTrouble(
            "L’adresse de la base ne se lit pas\u00a0: dans le secret, les signes particuliers du mot de passe "
            "s’écrivent %40 pour @, %2F pour / et %3A pour le deux-points."
        ) from None
    if others := given.keys() - ALLOWED:
        raise SourceTrouble(
            f"L’adresse de la base ne peut pas dire «\u00a0{min(others)}\u00a0»\u00a0: ôtez-le du secret."
        )
    host = given.get("host", "").lower()
    if not host or "," in host or "/" in host:
        raise SourceTrouble(
            "L’adresse de la base doit nommer un serveur, et un seul\u00a0: corrigez le secret."
        )
    if given.get("sslmode") != VERIFIED:
        reach.refuse_clear_text(host)
    return given | {"host": host}


def _opened(given: dict[str, str]) -> psycopg.Connection[Any]:
    host = given["host"]
    ours: dict[str, str] = {
        "hostaddr": reach.address_of(host, int(given["port"])),
        "gssencmode": "disable",
        "application_name": "suivi-cpg",
        "connect_timeout": str(STEP_SECONDS),
        "options": f"-c default_transaction_read_only=on -c statement_timeout={arrived.READ_SECONDS * 1000:.0f}",
    }
    try:
        return psycopg.connect(make_conninfo("", **given, **ours))
    except psycopg.OperationalError as error:
        asked = error.pgconn is not None and (error.pgconn.used_password or error.pgconn.needs_password)
        if asked:
            raise SourceTrouble(
                f"{host} refuse la connexion\u00a0: vérifiez dans le secret le compte, le mot de passe et le nom de "
                "la base."
            ) from None
        raise (reach.untrusted(host) if "certificate" in str(error) else reach.unreachable(host)) from None


def _held(connection: psycopg.Connection[Any]) -> socket.socket:
    """Its socket a second time, to be cut from another thread."""
    return socket.socket(fileno=os.dup(connection.fileno()))


def _trouble(error: psycopg.Error, view: str) -> SourceTrouble:
    if told := TROUBLES.get(error.sqlstate or ""):
        return told(view)
    if isinstance(error, psycopg.DataError):
        return SourceTrouble(
            f"Une valeur de {view} ne se lit pas, et rien n’a été lu\u00a0: nommez dans la connexion les colonnes à "
            "lire."
        )
    return SourceTrouble(
        f"La base n’a pas donné {view} ({error.sqlstate or 'liaison rompue'})\u00a0: voyez qui la tient. Un nouvel "
        "essai suit."
    )
