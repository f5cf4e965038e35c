"""Thin Celery jobs of the read side: looking for what turned."""

from celery import shared_task

from dashboards.watching import watch_everything


@shared_task
def watch() -> int:
    """Each hour of the day; a round that finds nothing new writes nothing."""
    return watch_everything()
