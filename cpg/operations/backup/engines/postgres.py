"""PostgreSQL by COPY in one transaction of one moment: no program of PostgreSQL is needed, and no right but reading."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import IsolationLevel, sql

from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.manifest import Snapshot, StoredProof, Table
from cpg.operations.backup.rows import FILLED_BY_MIGRATIONS, MIGRATIONS, PROOFS

SEQUENCES_FILE = "sequences.json"
# Rows are written the same whatever the server and the role were set to, and a copy may take longer than a page.
SETTINGS = """
    SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
    SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL client_encoding = 'UTF8';
    SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '10s'
"""
TABLES = """
    SELECT relname FROM pg_class
    WHERE relkind = 'r' AND relpersistence = 'p' AND relnamespace = current_schema()::regnamespace ORDER BY relname
"""
COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""
KEY = """
    SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = %s::regclass AND i.indisprimary ORDER BY array_position(i.indkey::int2[], a.attnum)
"""
SEQUENCES = """
    SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace ORDER BY relname
"""
TRIGGERS = """
    SELECT c.relname, t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace
"""
ENABLED = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}

type Connection = psycopg.Connection[Any]


class PostgresEngine:
    name = "postgresql"
    isolation = IsolationLevel.REPEATABLE_READ

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def dump(self, folder: Path, proof_tables: list[str]) -> Snapshot:
        with self._transaction() as database:
            tables = {name: _write(database, name, folder) for name in _names(database, TABLES)}
            proofs = [
                StoredProof(*row)
                for table in proof_tables
                for row in database.execute(_text(PROOFS.format(table=table)))
            ]
            migrations = _applied(database)
            # Sequences know no moment: read last, none is behind its rows.
            sequences = {name: _sequence(database, name) for name in _names(database, SEQUENCES)}
        (folder / SEQUENCES_FILE).write_text(json.dumps(sequences))
        return Snapshot(self.name, migrations, tables, proofs)

    def differing(self, folder: Path, tables: Mapping[str, Table]) -> list[str]:
        """In temporary tables with the columns and constraints of the real ones, which go with the transaction."""
        with self._transaction() as database, _checked():
            schema = _one(database, "SELECT current_schema()")
            for name, table in tables.items():
                database.execute(
                    sql.SQL(
                        "CREATE TEMP TABLE {} (LIKE {} INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING GENERATED)"
                        " ON COMMIT DROP"
                    ).format(sql.Identifier(name), sql.Identifier(schema, name))
                )
                _read(database, name, table, folder)
            return _unlike(database, tables)

    def migrations(self) -> list[str] | None:
        with self._transaction() as database:
            return _applied(database) if "django_migrations" in _names(database, TABLES) else None

    def is_empty(self) -> bool:
        with self._transaction() as database:
            names = set(_names(database, TABLES)) - FILLED_BY_MIGRATIONS
            probe = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
            return not any(_one(database, probe.format(sql.Identifier(name))) for name in names)

    def load(self, folder: Path, tables: Mapping[str, Table]) -> None:
        """Guards check an act as it is made; rows come back in any order, so their triggers rest meanwhile, and come
        back as they were. Foreign keys, CHECKs and unique keys judge every row.
        """
        with self._transaction() as database, _checked():
            triggers = database.execute(_text(TRIGGERS)).fetchall()
            for table, name, _ in triggers:
                _alter(database, table, "DISABLE", name)
            every = sql.SQL(", ").join(map(sql.Identifier, _names(database, TABLES)))
            database.execute(sql.SQL("TRUNCATE {}").format(every))
            for name, described in tables.items():
                _read(database, name, described, folder)
            database.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, name, enabled in triggers:
                _alter(database, table, ENABLED[enabled], name)
            for name, (last, is_called) in json.loads((folder / SEQUENCES_FILE).read_text()).items():
                database.execute("SELECT setval(%s::regclass, %s, %s)", [_quoted(name), last, is_called])
            if different := _unlike(database, tables):
                raise BackupError(
                    f"Ces tables ne sont pas celles de l’archive\u00a0: {', '.join(different)}."
                )

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """On a connection of its own, of one moment."""
        own = self._connection.copy()
        try:
            own.ensure_connection()
            database = own.connection
            database.isolation_level = self.isolation
            with database.transaction():
                database.execute(SETTINGS)
                yield database
        finally:
            own.close()


@contextmanager
def _checked() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise BackupError(
            "La base est en service\u00a0: arrêtez web, les workers et beat, puis recommencez."
        ) from error
    except (psycopg.IntegrityError, psycopg.DataError, psycopg.ProgrammingError) as error:
        raise BackupError(f"PostgreSQL refuse une ligne de l’archive\u00a0: {error}") from error


def _write(database: Connection, name: str, folder: Path) -> Table:
    columns = _names(database, COLUMNS, [_quoted(name)])
    with (folder / f"{name}.copy").open("wb") as file:
        return _copied(database, name, columns, file.write)


def _copied(database: Connection, name: str, columns: Sequence[str], write: Any = None) -> Table:
    """Read the rows in an order that no collation changes, and hand them to `write`."""
    key = _names(database, KEY, [_quoted(name)]) or columns
    order = [sql.SQL('{}::text COLLATE "C"').format(sql.Identifier(column)) for column in key]
    query = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(name), sql.SQL(", ").join(order)
    )
    digest = sha256()
    with database.cursor() as cursor:
        with cursor.copy(query) as rows:
            for part in rows:
                digest.update(part)
                if write:
                    write(part)
        return Table(list(columns), cursor.rowcount, digest.hexdigest())


def _read(database: Connection, name: str, table: Table, folder: Path) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    with (
        database.cursor() as cursor,
        cursor.copy(statement) as rows,
        (folder / f"{name}.copy").open("rb") as file,
    ):
        while part := file.read(1 << 16):
            rows.write(part)


def _unlike(database: Connection, tables: Mapping[str, Table]) -> list[str]:
    return [name for name, table in tables.items() if _copied(database, name, table.columns) != table]


def _applied(database: Connection) -> list[str]:
    return sorted(f"{application}.{name}" for application, name in database.execute(MIGRATIONS))


def _sequence(database: Connection, name: str) -> tuple[int, bool]:
    query = sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
    ((last, is_called),) = database.execute(query).fetchall()
    return last, is_called


def _alter(database: Connection, table: str, verb: str, trigger: str) -> None:
    database.execute(
        sql.SQL("ALTER TABLE {} {} TRIGGER {}").format(
            sql.Identifier(table), _text(verb), sql.Identifier(trigger)
        )
    )


def _names(database: Connection, query: str, values: Sequence[str] = ()) -> list[str]:
    return [name for (name,) in database.execute(_text(query), values or None)]


def _one(database: Connection, query: str | sql.Composed) -> Any:
    ((value,),) = database.execute(_text(query) if isinstance(query, str) else query).fetchall()
    return value


def _text(query: str) -> sql.SQL:
    """Of constants of this module and names of our own tables."""
    return sql.SQL(query)


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))
