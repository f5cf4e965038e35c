"""Room on the disks of proofs, archives and logs, and whether proofs can be written."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings

from cpg.operations.doctor.findings import Finding, broken, well

# Where the system, or Docker under it, keeps what our processes print.
LOGS = Path("/var/log")


def look() -> Iterator[Finding]:
    places = {"preuves (CPG_STATE_DIR)": Path(settings.STATE_DIR)}
    if settings.BACKUP_DIR:
        places["sauvegardes (BACKUP_DIR)"] = Path(settings.BACKUP_DIR)
    if LOGS.is_dir():
        places["journaux"] = LOGS
    for name, folder in places.items():
        yield _room(name, folder)
    yield _writing(Path(settings.STATE_DIR))


def _room(name: str, folder: Path) -> Finding:
    try:
        free = shutil.disk_usage(folder).free // 1_000_000
    except OSError as error:
        return broken(
            f"Le dossier des {name}, {folder}, ne se lit pas ({type(error).__name__}).",
            "Créez-le, ou montez-le, avec les droits du compte de l’application.",
        )
    if free < settings.DISK_LEAST_MEGABYTES:
        return broken(
            f"Disque des {name}\u00a0: plus que {free}\u00a0Mo.",
            "Libérez de la place\u00a0: on lit encore, mais les saisies sont refusées quand il est plein.",
        )
    return well(f"Disque des {name}\u00a0: {free}\u00a0Mo libres.")


def _writing(folder: Path) -> Finding:
    try:
        with TemporaryFile(dir=folder) as file:
            file.write(b"doctor")
    except OSError as error:
        return broken(
            f"Rien ne s’écrit dans {folder} ({type(error).__name__}).",
            "Donnez ce dossier au compte de l’application, et vérifiez qu’il n’est pas monté en lecture seule.",
        )
    return well("Les preuves peuvent s’écrire.")
