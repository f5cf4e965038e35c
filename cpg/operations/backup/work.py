"""A folder for the files of one backup at work, on the application's own disk: nothing unencrypted touches another."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path

from django.conf import settings

from cpg.operations.backup.errors import BackupError


@contextmanager
def work_folder() -> Iterator[Path]:
    """One backup or restore at a time; the folder goes with it, and a full disk is said in a sentence."""
    place = Path(settings.STATE_DIR)
    try:
        place.mkdir(parents=True, exist_ok=True)
        with (place / "backup.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise BackupError("Une sauvegarde ou une restauration est déjà en cours.") from error
            with tempfile.TemporaryDirectory(prefix="backup-", dir=place) as folder:
                yield Path(folder)
    except OSError as error:
        if error.errno == ENOSPC:
            raise BackupError(
                "Plus de place sur le disque\u00a0: libérez-en, puis recommencez. Rien n’a été gardé."
            ) from error
        raise BackupError(
            f"{error.filename or place} ne peut pas être lu ou écrit\u00a0: {error.strerror}."
        ) from error
