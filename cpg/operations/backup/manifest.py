"""What an archive holds and of which version it is: the file `manifest.json` inside it."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import salted_hmac

from cpg.operations.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = 1
# Whoever restores needs them, and no archive holds them: with an archive and its keys a thief would have everything.
KEYS = ("SECRET_KEY", "HISTORY_KEY", "DATABASE_URL", "DATABASE_PASSWORD", "REDIS_URL", "EMAIL_URL")


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` in the order of the stored rows; `sha256` of the rows in the order of their keys."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredProof:
    """A file of the evidence folder as a row of the database names it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The database as of one moment; its rows are in files beside."""

    engine: str
    migrations: list[str]
    tables: dict[str, Table]
    proofs: list[StoredProof]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`damaged` are proofs that were missing or altered when the archive was made. `files` are the SHA-256 of every
    other member of the archive.
    """

    taken_at: str
    version: str
    snapshot: Snapshot
    damaged: list[str]
    files: dict[str, str]
    keys: list[str]
    key_mark: str
    format: int = FORMAT

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def read(cls, content: bytes) -> Self:
        try:
            found: dict[str, Any] = json.loads(content)
            snapshot = found.pop("snapshot")
            tables = {name: Table(**table) for name, table in snapshot.pop("tables").items()}
            proofs = [StoredProof(**proof) for proof in snapshot.pop("proofs")]
            manifest = cls(snapshot=Snapshot(tables=tables, proofs=proofs, **snapshot), **found)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupError(
                "Cette archive n’a pas de sommaire lisible\u00a0: prenez-en une autre."
            ) from error
        if manifest.format != FORMAT:
            raise BackupError(
                f"Cette archive a le format {manifest.format}, cette version de l’application lit le format {FORMAT}."
            )
        return manifest


def version() -> str:
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def unlike_the_code(applied: Iterable[str]) -> list[str]:
    """Migrations that only one of the two has. Those that a later one replaces do not count: a database keeps a line of
    each if it was made before.
    """
    here = MigrationLoader(None).disk_migrations
    replaced = {".".join(name) for migration in here.values() for name in migration.replaces}
    return sorted((set(applied) ^ {".".join(name) for name in here}) - replaced)


def key_mark() -> str:
    """A digest that tells two secret keys apart and says nothing of either."""
    return salted_hmac("operations.backup", "SECRET_KEY", algorithm="sha256").hexdigest()[:16]
