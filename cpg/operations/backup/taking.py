"""Taking an archive and checking it, by loading it beside and comparing every table."""

from dataclasses import dataclass
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from cpg.operations.backup import archive, encryption, manifest
from cpg.operations.backup.engines import Engine, engine_of
from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.manifest import Manifest
from cpg.operations.backup.rows import proof_tables
from cpg.operations.backup.work import work_folder


@dataclass(frozen=True, slots=True)
class Taken:
    path: Path
    manifest: Manifest

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.manifest.snapshot.tables.values())


def take(connection: BaseDatabaseWrapper, folder: Path, recipients: list[str]) -> Taken:
    encryption.recipients(recipients)
    with work_folder() as work:
        engine = engine_of(connection)
        plain = work / f"{archive.PREFIX}{timezone.now():%Y%m%dT%H%M%SZ}{archive.SUFFIX}"
        written = _write(engine, work, plain)
        _check(engine, plain, work / "beside")
        return Taken(archive.publish(plain, folder, recipients), written)


def _write(engine: Engine, work: Path, plain: Path) -> Manifest:
    """The rows first: every file that they name is on disk already, while rows copied last would name files of which
    there is no copy.
    """
    rows = work / archive.DATABASE
    rows.mkdir()
    taken_at = timezone.now().isoformat()
    snapshot = engine.dump(rows, proof_tables())
    writer = archive.Writer(plain)
    writer.add_database(rows)
    damaged = writer.add_proofs(snapshot.proofs)
    written = Manifest(
        taken_at=taken_at,
        version=manifest.version(),
        snapshot=snapshot,
        damaged=damaged,
        files=writer.files,
        keys=list(manifest.KEYS),
        key_mark=manifest.key_mark(),
    )
    writer.finish(written)
    return written


def _check(engine: Engine, plain: Path, folder: Path) -> None:
    folder.mkdir()
    found = archive.unpack(plain, folder)
    different = engine.differing(folder / "content" / archive.DATABASE, found.snapshot.tables)
    if different:
        raise BackupError(
            f"L’archive, rechargée à côté, ne rend pas ces tables\u00a0: {', '.join(different)}. Elle n’est pas gardée."
        )
