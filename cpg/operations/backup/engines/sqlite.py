"""SQLite in use, by its own online copy in one step: the pages of one moment, whatever is written meanwhile.

`VACUUM INTO` would write every row anew and check it by functions that only Django gives to its connections.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.manifest import Snapshot, StoredProof, Table
from cpg.operations.backup.rows import FILLED_BY_MIGRATIONS, MIGRATIONS, PROOFS

FILE = "base.sqlite3"
WAIT_SECONDS = 60
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


class SqliteEngine:
    name = "sqlite"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._path = Path(connection.settings_dict["NAME"])

    def dump(self, folder: Path, proof_tables: list[str]) -> Snapshot:
        copy = folder / FILE
        if not self._path.exists():
            raise BackupError(f"Il n’y a pas de base à sauvegarder\u00a0: {self._path} n’existe pas.")
        with _opened(self._path) as database, _opened(copy) as target:
            database.backup(target)
            # One file, without a journal beside it.
            target.execute("PRAGMA journal_mode = DELETE")
        with _opened(copy) as database:
            proofs = [
                StoredProof(*row)
                for table in proof_tables
                for row in database.execute(PROOFS.format(table=table))
            ]
            return Snapshot(self.name, _applied(database), _tables(database), proofs)

    def differing(self, folder: Path, tables: Mapping[str, Table]) -> list[str]:
        with _opened(folder / FILE) as database:
            damage = database.execute("PRAGMA integrity_check(1)").fetchone()[0]
            orphan = database.execute("PRAGMA foreign_key_check").fetchone()
            if damage != "ok" or orphan:
                return [damage if damage != "ok" else f"{orphan[0]}, ligne {orphan[1]}"]
            return _unlike(tables, _tables(database))

    def migrations(self) -> list[str] | None:
        if not self._path.exists():
            return None
        with _opened(self._path) as database:
            return _applied(database) if "django_migrations" in _names(database) else None

    def is_empty(self) -> bool:
        if not self._path.exists():
            return True
        with _opened(self._path) as database:
            names = set(_names(database)) - FILLED_BY_MIGRATIONS
            return not any(database.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in names)  # noqa: S608 - names of its own tables

    def load(self, folder: Path, tables: Mapping[str, Table]) -> None:
        """By SQLite's own copy, page by page in one transaction: processes that have the file open see the new rows."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with _opened(folder / FILE) as source, _opened(self._path) as target:
            source.backup(target)
            different = _unlike(tables, _tables(target))
        if different:
            raise BackupError(f"Ces tables ne sont pas celles de l’archive\u00a0: {', '.join(different)}.")


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as database:
            # Django's CHECK constraints call functions that SQLite has not.
            register(database)
            yield database
    except sqlite3.Error as error:
        raise BackupError(f"SQLite ne peut pas travailler sur {path}\u00a0: {error}.") from error


def _names(database: sqlite3.Connection) -> list[str]:
    return [name for (name,) in database.execute(TABLES)]


def _applied(database: sqlite3.Connection) -> list[str]:
    return sorted(f"{application}.{name}" for application, name in database.execute(MIGRATIONS))


def _tables(database: sqlite3.Connection) -> dict[str, Table]:
    return {name: _table(database, name) for name in _names(database)}


def _table(database: sqlite3.Connection, name: str) -> Table:
    columns = database.execute(f'PRAGMA table_info("{name}")').fetchall()
    listed = ", ".join(f'"{column[1]}"' for column in columns)
    key = ", ".join(f'"{column[1]}"' for column in sorted(columns, key=lambda each: each[5]) if column[5])
    digest, count = sha256(), 0
    for row in database.execute(f'SELECT {listed} FROM "{name}" ORDER BY {key or listed}'):  # noqa: S608 - as above
        digest.update(f"{row!r}\n".encode())
        count += 1
    return Table([column[1] for column in columns], count, digest.hexdigest())


def _unlike(expected: Mapping[str, Table], found: Mapping[str, Table]) -> list[str]:
    return sorted(name for name in {*expected, *found} if expected.get(name) != found.get(name))
