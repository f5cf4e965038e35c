"""Restoring an archive: everything is checked before anything is written, then all of it or nothing is."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from commitments.ledger.files import store
from cpg.operations.backup import archive, manifest
from cpg.operations.backup.engines import Engine, engine_of
from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.manifest import Manifest
from cpg.operations.backup.work import work_folder

NAMED = 5


def restore(
    connection: BaseDatabaseWrapper,
    place: Path,
    *,
    identity: Path | None = None,
    replaces: bool = False,
    makes_tables: Callable[[], object],
) -> Manifest:
    """Of a folder, its newest archive. `makes_tables` migrates a database that has none."""
    with work_folder() as work:
        found, content = _checked(place, work, identity)
        engine = engine_of(connection)
        _accept(engine, found, replaces=replaces)
        if engine.name == "postgresql" and engine.migrations() is None:
            makes_tables()
        _put_proofs(content / archive.EVIDENCE)
        engine.load(content / archive.DATABASE, found.snapshot.tables)
        return found


def check(connection: BaseDatabaseWrapper, place: Path, identity: Path | None = None) -> Manifest:
    """Do everything but the writing; the rows are loaded beside and compared."""
    with work_folder() as work:
        found, content = _checked(place, work, identity)
        engine = engine_of(connection)
        _same_kind(engine, found)
        different = engine.differing(content / archive.DATABASE, found.snapshot.tables)
        if different:
            raise BackupError(f"Ces tables ne se rechargent pas\u00a0: {', '.join(different)}.")
        return found


def _checked(place: Path, work: Path, identity: Path | None) -> tuple[Manifest, Path]:
    found = archive.unpack(archive.newest(place), work, identity)
    _same_version(found)
    return found, work / "content"


def _accept(engine: Engine, found: Manifest, *, replaces: bool) -> None:
    _same_kind(engine, found)
    if not engine.is_empty() and not replaces:
        raise BackupError(
            "La base n’est pas vide\u00a0: restaurez dans une base neuve, ou ajoutez --replace pour remplacer "
            "tout ce qu’elle contient."
        )
    applied = engine.migrations()
    if engine.name == "postgresql" and applied is not None and manifest.unlike_the_code(applied):
        raise BackupError(
            "Les tables de la base ne sont pas celles de cette version\u00a0: restaurez dans une base neuve, ou "
            "lancez d’abord manage.py migrate."
        )


def _same_kind(engine: Engine, found: Manifest) -> None:
    if engine.name != found.snapshot.engine:
        raise BackupError(
            f"L’archive vient de {found.snapshot.engine}, la base est {engine.name}\u00a0: changez DATABASE_URL."
        )


def _same_version(found: Manifest) -> None:
    unlike = manifest.unlike_the_code(found.snapshot.migrations)
    if unlike:
        more = f" et {len(unlike) - NAMED} autres" if len(unlike) > NAMED else ""
        raise BackupError(
            f"L’archive vient d’une autre version de l’application ({found.version}, du {found.taken_at[:10]})\u00a0: "
            f"leurs migrations diffèrent par {', '.join(unlike[:NAMED])}{more}. Installez cette version, restaurez, "
            "puis mettez à jour."
        )


def _put_proofs(folder: Path) -> None:
    """As when they were sent: files are on disk before the rows that name them. One that is there and altered is
    replaced; others stay.
    """
    target = store.folder()
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for file in sorted(folder.glob("*")):
        with tempfile.NamedTemporaryFile(dir=target, prefix=".restored-", delete=False) as copy:
            copy.write(file.read_bytes())
            copy.flush()
            os.fsync(copy.fileno())
        Path(copy.name).rename(target / file.name)
    store.keep_the_names(target)
