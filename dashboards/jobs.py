"""Celery jobs for mails and alerts."""

from celery import shared_task

from dashboards.alerts import watch_everything
from dashboards.reminders import planning


@shared_task
def remind() -> int:
    """Post the reminders of this hour; returns how many mails that makes."""
    return planning.remind()


@shared_task
def watch() -> int:
    """Create the alerts of this hour; without anything new it writes nothing."""
    return watch_everything()
