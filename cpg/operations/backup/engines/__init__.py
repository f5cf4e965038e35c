"""How each kind of database is copied as of one moment, loaded beside, and replaced."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from cpg.operations.backup.engines.postgres import PostgresEngine
from cpg.operations.backup.engines.sqlite import SqliteEngine
from cpg.operations.backup.manifest import Snapshot, Table


class Engine(Protocol):
    name: str

    def dump(self, folder: Path, proof_tables: list[str]) -> Snapshot:
        """Write the rows of one moment into files of the folder."""

    def differing(self, folder: Path, tables: Mapping[str, Table]) -> list[str]:
        """Load these files beside the database, and name the tables that do not come out as they went in."""

    def migrations(self) -> list[str] | None:
        """What was applied to the database; None where it has no tables yet."""

    def is_empty(self) -> bool:
        """Whether there is nothing but what migrations write."""

    def load(self, folder: Path, tables: Mapping[str, Table]) -> None:
        """Replace everything, all or nothing."""


def engine_of(connection: BaseDatabaseWrapper) -> Engine:
    return SqliteEngine(connection) if connection.vendor == "sqlite" else PostgresEngine(connection)
