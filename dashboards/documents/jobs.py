"""Thin Celery tasks that make documents, on the queue `documents`.

In the embedded default a thread of the process makes them, and takes up at its start what a killed one left.
"""

from concurrent.futures import ThreadPoolExecutor

import structlog
from celery import shared_task
from django.conf import settings
from django.db import connections
from kombu.exceptions import OperationalError

from dashboards.documents.making import make
from dashboards.reviewing import requests
from dashboards.reviewing.models import ReviewJob

log = structlog.get_logger(__name__)
maker_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")


@shared_task
def make_review(job_pk: int) -> None:
    make(job_pk)


@shared_task
def resume_reviews() -> None:
    """Take up what no worker holds any more: sent by beat, as a message may be lost with its worker."""
    for job_pk in requests.waiting():
        make(job_pk)


def start_review(job: ReviewJob) -> None:
    """A queue that is away delays it: beat finds it."""
    if settings.JOBS_IN_PROCESS:
        maker_thread.submit(_on_the_thread)
        return
    try:
        make_review.apply_async((job.pk,), queue="documents", retry=False)
    except (OperationalError, OSError) as error:
        log.warning("review_not_enqueued", job=job.pk, error=type(error).__name__)


def resume_reviews_at_start() -> None:
    if settings.JOBS_IN_PROCESS:
        maker_thread.submit(_on_the_thread)


def _on_the_thread() -> None:
    try:
        resume_reviews()
    except Exception:  # nobody reads the result of a thread: its failure is told here
        log.exception("reviews_failed")
    finally:
        connections.close_all()
