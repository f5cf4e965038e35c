"""The one error of backups."""


class BackupError(Exception):
    """An archive cannot be made or restored; the message says why and what to do."""
