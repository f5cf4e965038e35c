"""Celery jobs started by beat, or by the clock thread in the embedded default."""

from celery import shared_task

from accounts.outbox import deliver_due
from accounts.security.purging import purge


@shared_task
def deliver() -> int:
    """Send the mails that are due; returns how many were sent."""
    return deliver_due()


@shared_task
def purge_journal() -> int:
    """Delete what the journal of security kept long enough; returns how many events."""
    return purge()
