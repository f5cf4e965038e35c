"""The planned backup, by beat or by the clock of the embedded default."""

from pathlib import Path

import structlog
from celery import shared_task
from django.conf import settings
from django.db import connections
from django.utils import timezone

from cpg.operations.backup import archive, rotation
from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.taking import take

log = structlog.get_logger(__name__)


@shared_task
def backup() -> bool:
    """Asked each hour: make the archive of the day where there is none yet, and let go of old ones. A night without a
    server is made up for in the morning. Returns whether there is a new archive.
    """
    if not settings.BACKUP_DIR:
        return False
    folder = Path(settings.BACKUP_DIR)
    days = {moment.date() for path in archive.archives(folder) if (moment := rotation.moment_of(path))}
    if timezone.localdate() in days:
        return False
    try:
        taken = take(connections["default"], folder, settings.BACKUP_RECIPIENTS)
    except BackupError as error:
        log.error("backup_failed", reason=str(error))
        return False
    gone = rotation.rotate(folder)
    log.info("backup_taken", archive=taken.path.name, rows=taken.rows, removed=len(gone))
    if taken.manifest.damaged:
        log.error("backup_of_damaged_proofs", count=len(taken.manifest.damaged))
    return True
