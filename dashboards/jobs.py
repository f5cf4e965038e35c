"""Celery jobs for mails and alerts."""

from celery import shared_task

from dashboards.alerts import watch_everything
from dashboards.reminders.actions import remind_owners
from dashboards.reminders.figures import remind_of_figures


@shared_task
def remind() -> int:
    """Post the reminders about figures of this hour; returns how many mails that makes."""
    return remind_of_figures()


@shared_task
def remind_of_actions() -> int:
    """Post the reminders about actions of this hour; returns how many mails that makes."""
    return remind_owners()


@shared_task
def watch() -> int:
    """Create the alerts of this hour; without anything new it writes nothing."""
    return watch_everything()
