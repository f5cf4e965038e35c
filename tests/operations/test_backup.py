"""The drill of backups: taken while values are recorded, restored elsewhere, every table and file as it was. The copies
that people make by hand are the controls, and fail.
"""

import errno
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pyrage
import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]
from django.test import override_settings
from psycopg import IsolationLevel

from commitments.ledger.files import store
from cpg.operations import jobs
from cpg.operations.backup import archive, encryption, manifest
from cpg.operations.backup.engines import Engine, engine_of, postgres, sqlite
from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.restoring import restore
from cpg.operations.backup.rows import proof_tables
from cpg.operations.backup.taking import take
from indicators.models import ActualRevision, Evidence
from tests.factories import every_year, make_contract, make_indicator
from tests.operations.conftest import as_default
from tests.operations.writer import MONTH, Writer

pytestmark = pytest.mark.django_db

NUMERATORS = "SELECT numerator FROM indicators_actualrevision"


@pytest.fixture
def writer(in_use: BaseDatabaseWrapper) -> Writer:
    writer = Writer(make_indicator(make_contract(), targets=every_year("80", "90")))
    writer.write()
    return writer


@contextmanager
def writing(writer: Writer, database: BaseDatabaseWrapper) -> Iterator[None]:
    thread = writer.start(database)
    try:
        writer.wait_for(3)
        yield
        writer.wait_for(1)
    finally:
        writer.stop(thread)


def restored(database: BaseDatabaseWrapper, place: Path, *, replaces: bool = False) -> manifest.Manifest:
    def no_tables() -> None:
        raise AssertionError("the database has its tables")

    return restore(database, place, replaces=replaces, makes_tables=no_tables)


def rows(database: BaseDatabaseWrapper) -> dict[str, list[str]]:
    """Every table, read by other means than those of backups."""
    with database.cursor() as cursor:
        found = {}
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(map(repr, cursor.fetchall()))
    database.close()
    return found


def triggers(database: BaseDatabaseWrapper) -> list[str]:
    queries = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal",
    }
    with database.cursor() as cursor:
        cursor.execute(queries[database.vendor])
        found = sorted(map(repr, cursor.fetchall()))
    database.close()
    return found


def numerators() -> list[int]:
    return sorted(int(each.numerator) for each in ActualRevision.objects.filter(month=MONTH.first_day))


def test_under_writes_nothing_acknowledged_is_missing_and_every_named_file_is_there(
    writer: Writer,
    in_use: BaseDatabaseWrapper,
    elsewhere: BaseDatabaseWrapper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, guards = tmp_path / "backups", triggers(elsewhere)
    add_proofs = archive.Writer.add_proofs

    def after_another_write(self: archive.Writer, proofs: list[manifest.StoredProof]) -> list[str]:
        writer.wait_for(1)
        return add_proofs(self, proofs)

    monkeypatch.setattr(archive.Writer, "add_proofs", after_another_write)
    with writing(writer, in_use):
        before = list(writer.acknowledged)
        taken = take(in_use, folder, [])
    with override_settings(STATE_DIR=tmp_path / "other"), as_default(elsewhere):
        found = restored(elsewhere, folder)
        values = numerators()
        assert values[: len(before)] == before
        assert values == list(range(len(values))), "a state that was never"
        for proof in Evidence.objects.all():
            assert store.content_of(proof.stored_as).startswith(b"%PDF-1.7\n")
        assert len(list(store.folder().iterdir())) == Evidence.objects.count() == len(found.snapshot.proofs)
    assert taken.manifest.damaged == []
    assert triggers(elsewhere) == guards
    assert len(writer.acknowledged) > len(values), "it was written meanwhile"
    assert taken.path.stat().st_mode & 0o077 == 0


def test_when_all_is_quiet_every_table_is_equal_and_history_still_refuses_to_change(
    writer: Writer, in_use: BaseDatabaseWrapper, elsewhere: BaseDatabaseWrapper, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    call_command("backup", folder, verbosity=0)
    before = rows(in_use)
    restored(elsewhere, folder)
    assert rows(elsewhere) == before
    with as_default(elsewhere):
        with pytest.raises(IntegrityError):
            ActualRevision.objects.update(reason="réécrit")
        writer.write()
    assert rows(elsewhere) != before, "the control: the comparison notices one more value"
    assert rows(in_use) == before

    with pytest.raises(BackupError, match="n’est pas vide"):
        restored(elsewhere, folder)
    assert rows(elsewhere) != before
    restored(elsewhere, folder, replaces=True)
    assert rows(elsewhere) == before


def test_a_copy_by_hand_under_writes_is_not_a_backup(
    writer: Writer,
    in_use: BaseDatabaseWrapper,
    elsewhere: BaseDatabaseWrapper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: of SQLite the files of `var/` one after the other, of PostgreSQL one table after the other."""
    if in_use.vendor == "sqlite":
        copy_files(writer, in_use, tmp_path)
    else:
        copy_tables(writer, in_use, elsewhere, tmp_path, monkeypatch)


def copy_files(writer: Writer, in_use: BaseDatabaseWrapper, tmp_path: Path) -> None:
    acknowledged, path = list(writer.acknowledged), Path(in_use.settings_dict["NAME"])
    with closing(sqlite3.connect(path)) as database:
        half = path.stat().st_size // 2
        with path.open("rb") as file, (tmp_path / "by-hand.sqlite3").open("wb") as copy:
            copy.write(file.read(half))
            writer.write()
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            copy.write(file.read())
        shutil.copy(f"{path}-wal", tmp_path / "by-hand.sqlite3-wal")
    assert not holds(tmp_path / "by-hand.sqlite3", acknowledged)
    engine_of(in_use).dump(tmp_path, [])
    assert holds(tmp_path / sqlite.FILE, acknowledged)


def holds(path: Path, acknowledged: list[int]) -> bool:
    with closing(sqlite3.connect(path)) as database:
        register(database)
        try:
            whole = database.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            found = {int(value) for (value,) in database.execute(NUMERATORS)}
        except sqlite3.DatabaseError:
            return False
    return whole and set(acknowledged) <= found


def copy_tables(
    writer: Writer,
    in_use: BaseDatabaseWrapper,
    elsewhere: BaseDatabaseWrapper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a write before the table of the revisions is read."""
    write = postgres._write

    def with_a_write_before(database: postgres.Connection, name: str, folder: Path) -> manifest.Table:
        if name == ActualRevision._meta.db_table:
            writer.write()
        return write(database, name, folder)

    monkeypatch.setattr(postgres, "_write", with_a_write_before)
    take(in_use, tmp_path / "one-moment", [])
    restored(elsewhere, tmp_path / "one-moment")
    monkeypatch.setattr(postgres.PostgresEngine, "isolation", IsolationLevel.READ_COMMITTED)
    take(in_use, tmp_path / "several-moments", [])
    before = rows(elsewhere)
    with pytest.raises(BackupError, match="refuse une ligne"):
        restored(elsewhere, tmp_path / "several-moments", replaces=True)
    assert rows(elsewhere) == before, "all of it or nothing"


def remade(path: Path, folder: Path, change: Callable[[Path], None]) -> Path:
    """That archive with its content changed, as somebody would who also makes its checksum anew."""
    with tarfile.open(path) as tar:
        tar.extractall(folder / "inside", filter="data")
    change(folder / "inside")
    with tarfile.open(folder / path.name, "w:gz") as tar:
        tar.add(folder / "inside", ".")
    return folder / path.name


def other_migrations(inside: Path) -> None:
    found = json.loads((inside / "manifest.json").read_text())
    found["snapshot"]["migrations"].append("indicators.9999_of_a_later_version")
    (inside / "manifest.json").write_text(json.dumps(found))


def altered_rows(inside: Path) -> None:
    file = max((inside / "database").iterdir(), key=lambda each: each.stat().st_size)
    file.write_bytes(file.read_bytes()[:-1] + b"?")


def missing_proof(inside: Path) -> None:
    next((inside / "evidence").iterdir()).unlink()


def added_file(inside: Path) -> None:
    (inside / "evidence" / "more").write_bytes(b"%PDF")


def test_an_archive_that_is_not_as_it_was_written_changes_nothing(
    writer: Writer, in_use: BaseDatabaseWrapper, elsewhere: BaseDatabaseWrapper, tmp_path: Path
) -> None:
    path, before = take(in_use, tmp_path / "backups", []).path, rows(elsewhere)
    wrongs = [
        (other_migrations, "autre version de l’application.*indicators.9999_of_a_later_version"),
        (altered_rows, "altérés ou manquent.*database/"),
        (missing_proof, "altérés ou manquent.*evidence/"),
        (added_file, "altérés ou manquent.*evidence/more"),
    ]
    with override_settings(STATE_DIR=tmp_path / "other"):
        for change, reason in wrongs:
            folder = tmp_path / change.__name__
            with pytest.raises(BackupError, match=reason):
                restored(elsewhere, remade(path, folder, change))
        cut = tmp_path / path.name
        cut.write_bytes(path.read_bytes()[:-100])
        with pytest.raises(BackupError, match="ne se lit pas"):
            restored(elsewhere, cut)
        shutil.copy(f"{path}.sha256", tmp_path)
        with pytest.raises(BackupError, match="n’est plus celle qui a été écrite"):
            restored(elsewhere, cut)
        assert rows(elsewhere) == before
        assert not store.folder().exists()
        restored(elsewhere, remade(path, tmp_path / "same", lambda inside: None))
    assert rows(elsewhere) != before, "the control: unchanged, it is taken"


def test_what_does_not_come_out_as_it_went_in_is_not_kept(
    writer: Writer, in_use: BaseDatabaseWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, folder = type(engine_of(in_use)), tmp_path / "backups"
    dump = engine.dump

    def one_row_less(self: Engine, place: Path, tables: list[str]) -> manifest.Snapshot:
        found = dump(self, place, tables)
        body = found.tables["accounts_body"]
        return replace(found, tables=found.tables | {"accounts_body": replace(body, rows=body.rows + 1)})

    with monkeypatch.context() as patch:
        patch.setattr(engine, "dump", one_row_less)
        with pytest.raises(CommandError, match=r"ne rend pas ces tables.*accounts_body"):
            call_command("backup", folder, verbosity=0)
    assert archive.archives(folder) == []
    call_command("backup", folder, verbosity=0)
    assert len(archive.archives(folder)) == 1


def test_a_damaged_proof_is_named_and_the_rest_is_kept_and_comes_back_from_an_older_archive(
    writer: Writer, in_use: BaseDatabaseWrapper, tmp_path: Path
) -> None:
    path = take(in_use, tmp_path / "older", []).path
    proof = Evidence.objects.get()
    content = store.content_of(proof.stored_as)
    (store.folder() / proof.stored_as).write_bytes(b"%PDF-1.7\naltered")
    with pytest.raises(CommandError, match=f"preuves du disque manquent.*{proof.stored_as}"):
        call_command("backup", tmp_path / "backups", verbosity=0)
    assert len(archive.archives(tmp_path / "backups")) == 1
    restored(in_use, path, replaces=True)
    assert store.content_of(proof.stored_as) == content


def test_an_archive_is_for_its_recipients_and_holds_no_key(
    writer: Writer, in_use: BaseDatabaseWrapper, elsewhere: BaseDatabaseWrapper, tmp_path: Path, settings: Any
) -> None:
    identity, other = (pyrage.x25519.Identity.generate() for _ in range(2))
    (tmp_path / "identity").write_text(f"# a comment\n{identity}\n")
    (tmp_path / "other-identity").write_text(str(other))
    settings.BACKUP_RECIPIENTS = [str(identity.to_public())]
    settings.SECRET_KEY = "only-of-this-test-" * 3
    out = StringIO()
    call_command("backup", tmp_path / "backups", stdout=out)
    (path,) = archive.archives(tmp_path / "backups")
    assert path.name.endswith(".tar.gz.age")
    assert "SECRET_KEY" in out.getvalue()
    with pytest.raises(BackupError, match="--identity"):
        restored(elsewhere, path)
    with pytest.raises(CommandError, match="n’ouvre pas"):
        call_command("restore", path, identity=tmp_path / "other-identity")
    out = StringIO()
    call_command("restore", path, check=True, identity=tmp_path / "identity", stdout=out)
    assert "Vérifié" in out.getvalue()
    assert "SECRET_KEY" not in out.getvalue()

    encryption.decrypt(path, tmp_path / "plain.tar.gz", tmp_path / "identity")
    with tarfile.open(tmp_path / "plain.tar.gz") as tar:
        inside = [file.read() for member in tar if (file := tar.extractfile(member))]
    assert not any(settings.SECRET_KEY.encode() in content for content in inside)
    settings.SECRET_KEY = "another-one-of-this-test-" * 3
    call_command("restore", path, check=True, identity=tmp_path / "identity", stdout=out)
    assert "SECRET_KEY n’est plus celle de la sauvegarde" in out.getvalue()
    with pytest.raises(BackupError, match="BACKUP_RECIPIENTS contient"):
        take(in_use, tmp_path / "backups", ["age1quelquun"])


def test_a_full_disk_keeps_the_older_archives_and_says_so(
    writer: Writer, in_use: BaseDatabaseWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    take(in_use, folder, [])
    before = sorted(folder.iterdir())

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"the beginning")
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(BackupError, match="Plus de place"):
        take(in_use, folder, [])
    assert sorted(folder.iterdir()) == before
    assert not list((tmp_path / "state").glob("backup-*"))


def test_the_planned_backup_makes_one_a_day_and_lets_go_of_old_ones(
    writer: Writer, in_use: BaseDatabaseWrapper, tmp_path: Path, settings: Any
) -> None:
    folder = tmp_path / "backups"
    settings.BACKUP_DIR = ""
    assert not jobs.backup()
    settings.BACKUP_DIR = str(folder)
    with time_machine.travel("2026-11-29T00:35:00+01:00", tick=False) as clock:
        for day in range(1, 13):
            (folder / f"cpg-202611{day:02d}T120000Z.tar.gz").parent.mkdir(exist_ok=True)
            (folder / f"cpg-202611{day:02d}T120000Z.tar.gz").touch()
        (folder / "cpg-notes.txt").touch()
        assert jobs.backup()
        assert not jobs.backup()
        clock.shift(24 * 3600)
        assert jobs.backup()
    names = {path.name[4:12] for path in archive.archives(folder)}
    # Days: 30, 29 (28 in UTC) and 12 to 8; weeks: those that end on the 1st and the 8th too.
    assert names == {
        "20261129",
        "20261128",
        "20261112",
        "20261111",
        "20261110",
        "20261109",
        "20261108",
        "20261101",
    }
    assert (folder / "cpg-notes.txt").exists()


def test_every_model_that_names_a_file_is_in_the_archive() -> None:
    """A row names a file in a column `stored_as`; another way of naming one would be left out without notice."""
    with_files = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField) or field.name == "stored_as"
    }
    assert with_files == set(proof_tables())
