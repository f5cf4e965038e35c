"""Celery job that sends mails: started by beat, or by the clock thread in the embedded default."""

from celery import shared_task

from accounts.outbox import deliver_due


@shared_task
def deliver() -> int:
    """Send the mails that are due; returns how many were sent."""
    return deliver_due()
