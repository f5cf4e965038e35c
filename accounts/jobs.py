"""Celery jobs started by beat, or by the clock thread in the embedded default: mails, and what is no longer kept."""

from celery import shared_task

from accounts.outbox import deliver_due
from accounts.retention import forget_what_is_over
from accounts.webhooks import delivering


@shared_task
def deliver() -> int:
    """Send the mails that are due; returns how many were sent."""
    return deliver_due()


@shared_task
def call() -> int:
    """Send what other programs are to be told; returns how many calls were received."""
    return delivering.deliver_due()


@shared_task
def forget() -> int:
    """Let go of what was kept long enough; returns how many rows."""
    return forget_what_is_over()
