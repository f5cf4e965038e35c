"""Whether there is an archive of the last day, and whether the newest is still what was written."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from cpg.health import BACKUP_LATE_SECONDS
from cpg.operations.backup import archive, rotation
from cpg.operations.doctor.findings import Finding, broken, not_used, notice, well

LOGS = "Cherchez backup_failed dans les journaux de worker-bulk, puis lancez manage.py backup pour voir l’erreur."


def look() -> Iterator[Finding]:
    if not settings.BACKUP_DIR:
        if settings.JOBS_IN_PROCESS:
            yield not_used("Aucune sauvegarde planifiée (BACKUP_DIR est vide).")
        else:
            yield broken(
                "Aucune sauvegarde n’est planifiée.",
                "Donnez à BACKUP_DIR un dossier qui est sur un autre disque que CPG_STATE_DIR.",
            )
        return
    folder = Path(settings.BACKUP_DIR)
    newest, at = next(iter(archive.archives(folder)), None), rotation.last(folder)
    if newest is None or at is None:
        yield broken(f"Aucune archive dans {folder}.", LOGS)
        return
    yield _age(at)
    yield _reading(newest)


def _age(at: datetime) -> Finding:
    hours = int((timezone.now() - at).total_seconds()) // 3600
    if hours * 3600 > BACKUP_LATE_SECONDS:
        return broken(f"La dernière archive a {hours}\u00a0h.", LOGS)
    return well(f"La dernière archive a {hours}\u00a0h.")


def _reading(newest: Path) -> Finding:
    try:
        is_whole = archive.is_as_written(newest)
    except OSError as error:
        return broken(
            f"{newest.name} ne se lit pas ({type(error).__name__}).", "Vérifiez ce disque et ses droits."
        )
    if is_whole is None:
        return notice(
            f"{newest.name} n’a plus son empreinte ({archive.DIGEST_SUFFIX}) à côté d’elle.",
            "Vérifiez-la par manage.py restore --check, et copiez toujours les deux fichiers ensemble.",
        )
    if not is_whole:
        return broken(
            f"{newest.name} n’est plus celle qui a été écrite.",
            "Vérifiez ce disque, et refaites une archive aujourd’hui par manage.py backup.",
        )
    return well(f"{newest.name} est telle qu’elle a été écrite.")
