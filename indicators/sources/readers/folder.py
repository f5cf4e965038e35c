"""Files of a folder of the server, such as a share that is mounted there. Nothing is ever moved, changed or deleted.

Only the body's own part of the folders of SOURCES_FOLDERS is read (`<folder>/<code of the body>`), and no symbolic link
is followed out of it: whoever may describe a connection reads neither the files of the server nor those of others.
"""

import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from django.conf import settings

from cpg.shared import french
from indicators.sources.arrived import (
    LARGEST_ARRIVAL,
    MOST_FILES,
    READ_SECONDS,
    ArrivedFile,
    Connection,
    Field,
    SourceTrouble,
)

FIELDS: Sequence[Field] = (
    Field(
        "folder",
        "Dossier",
        "Chemin complet sur le serveur, sous celui de l’organisme. Rien n’y est déplacé ni effacé.",
    ),
    Field(
        "pattern",
        "Noms des fichiers",
        "Par exemple *.csv ou stats_*.xlsx\u00a0; * est une suite de caractères quelconque.",
        initial="*.csv",
    ),
)
# A file that changed since so many seconds is still being written.
QUIET_SECONDS = 5
# Of spreadsheets that have it open, and of copies under way.
NOT_YET = ("~*", ".*", "*.tmp", "*.part", "*.partial", "*.crdownload", "*.filepart")
MEGABYTE = 1024 * 1024


def read(connection: Connection) -> list[ArrivedFile]:
    """The newest files whose name fits and that are whole, in the order in which they were written: the last has the
    last word. One that is being written is left for the next reading.
    """
    place = allowed(connection.settings.get("folder", ""), connection.body)
    pattern = connection.settings.get("pattern", "") or "*"
    until = time.monotonic() + READ_SECONDS
    with _opened(place) as folder:
        names = _names(folder, pattern)
        return [file for name in reversed(names) if (file := _file(folder, name, until)) is not None]


def allowed(text: str, body: str) -> Path:
    """The folder, resolved, which has to be inside of one that the server allows to the body."""
    roots = [(Path(each) / body).resolve() for each in settings.SOURCES_FOLDERS if body]
    if not roots:
        raise SourceTrouble(
            "Le serveur ne permet de lire aucun dossier\u00a0: son administrateur les nomme dans SOURCES_FOLDERS."
        )
    # What is elsewhere is refused before it is looked for: nobody learns what there is on the server.
    place = Path(os.path.realpath(text.replace("\0", "")))
    if not any(place.is_relative_to(root) for root in roots):
        raise SourceTrouble(
            f"Le dossier «\u00a0{text}\u00a0» n’est pas sous l’un de ceux que le serveur ouvre à l’organisme\u00a0: "
            f"{', '.join(map(str, roots))}."
        )
    return place


@contextmanager
def _opened(place: Path) -> Iterator[int]:
    """The folder itself, whatever becomes of its name meanwhile."""
    try:
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceTrouble(
            f"Le dossier «\u00a0{place}\u00a0» est introuvable\u00a0: vérifiez le chemin, et que le partage est monté."
        ) from error
    except OSError as error:
        raise _unreadable(place.name, error) from error
    try:
        yield folder
    finally:
        os.close(folder)


def _names(folder: int, pattern: str) -> list[str]:
    """Those of its own files that fit, the newest first, and no more than one reading takes."""
    try:
        with os.scandir(folder) as entries:
            found = [
                (entry.stat(follow_symlinks=False).st_mtime_ns, entry.name)
                for entry in entries
                if _fits(entry.name, pattern) and entry.is_file(follow_symlinks=False)
            ]
    except OSError as error:
        raise _unreadable("du dossier", error) from error
    return [name for _, name in sorted(found, reverse=True)[:MOST_FILES]]


def _fits(name: str, pattern: str) -> bool:
    plain = name.casefold()
    return fnmatchcase(plain, pattern.casefold()) and not any(fnmatchcase(plain, each) for each in NOT_YET)


def _file(folder: int, name: str, until: float) -> ArrivedFile | None:
    """None while it is being written, or where it went meanwhile."""
    if time.monotonic() > until:
        raise SourceTrouble(
            f"Le dossier n’a pas été lu en {READ_SECONDS:.0f}{french.NO_BREAK}secondes\u00a0: le partage est lent, "
            "ou "
            "les fichiers trop nombreux. Un nouvel essai suit."
        )
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(name, error) from error
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode) or _changed_lately(before):
            return None
        try:
            content = file.read(LARGEST_ARRIVAL + 1)
        except OSError as error:
            raise _unreadable(name, error) from error
        after = os.fstat(descriptor)
    if len(content) > LARGEST_ARRIVAL:
        raise SourceTrouble(
            f"«\u00a0{name}\u00a0» dépasse {LARGEST_ARRIVAL // MEGABYTE}{french.NO_BREAK}Mo\u00a0: déposez-le en "
            "plusieurs fichiers, ou retirez-le du dossier."
        )
    is_whole = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not is_whole or len(content) != after.st_size:
        return None
    return ArrivedFile(name, content, f"{name}:{after.st_size}:{after.st_mtime_ns}")


def _changed_lately(state: os.stat_result) -> bool:
    """A time ahead of ours is that of another clock, and says nothing."""
    return 0 <= time.time() - state.st_mtime < QUIET_SECONDS


def _unreadable(name: str, error: OSError) -> SourceTrouble:
    return SourceTrouble(
        f"«\u00a0{name}\u00a0» ne se lit pas ({error.strerror})\u00a0: vérifiez les droits du compte de "
        "l’application "
        "et le partage."
    )
