"""Thin Celery tasks that make documents, on the queue `documents`.

In the embedded default a thread of the process makes them, and takes up at its start what a killed one left.
"""

from celery import shared_task
from django.conf import settings

from dashboards.models.review import ReviewJob
from dashboards.reviews import requests
from dashboards.reviews.making import make
from indicators.background import Background, is_sent

maker_thread = Background("documents")


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
        maker_thread.do(resume_reviews)
    else:
        is_sent(make_review, job.pk, "documents")


def resume_reviews_at_start() -> None:
    if settings.JOBS_IN_PROCESS:
        maker_thread.do(resume_reviews)
