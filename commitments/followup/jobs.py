"""A thin Celery job: the reminders of actions, of this hour."""

from celery import shared_task

from commitments.followup.reminders import remind_owners


@shared_task
def remind() -> int:
    """Post them; returns how many mails that makes."""
    return remind_owners()
