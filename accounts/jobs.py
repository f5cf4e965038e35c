"""The job that sends mails. Beat asks for it; in the embedded default the clock of the process does."""

from celery import shared_task

from accounts.outbox import deliver_due


@shared_task
def deliver() -> int:
    """Send the mails that are due; returns how many were sent."""
    return deliver_due()
