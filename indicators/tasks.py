"""Celery tasks for imports, on the queue `bulk`.

In the embedded default the worker thread of the process does the work, and resumes at its start what was interrupted.
"""

from contextlib import suppress
from functools import partial

from celery import shared_task
from django.conf import settings
from django.core.cache import cache

from commitments.ledger.tables.limits import ROWS_WRITTEN_AT_ONCE
from indicators.background import is_sent
from indicators.imports import following
from indicators.jobs import worker_thread
from indicators.models import ImportJob

PROGRESS_SECONDS = 3600


@shared_task
def write_import(job_pk: int) -> None:
    following.write(job_pk, partial(_store_progress, job_pk))


@shared_task
def resume_imports() -> None:
    """Write the imports that no worker is writing. Sent by beat, since a message may be lost with its worker."""
    for job_pk in following.waiting_to_be_written():
        write_import(job_pk)


def start_import(job: ImportJob) -> None:
    """Write a small import now, a large one by a job. If the queue is away, beat resumes it later."""
    if job.total <= ROWS_WRITTEN_AT_ONCE:
        write_import(job.pk)
    elif settings.JOBS_IN_PROCESS:
        worker_thread.do(resume_imports)
    else:
        is_sent(write_import, job.pk, "bulk")


def resume_at_start() -> None:
    if settings.JOBS_IN_PROCESS:
        worker_thread.do(resume_imports)


def progress_of(job: ImportJob) -> int:
    """How many rows are processed so far, by the cache; 0 if unknown. They are committed all together at the end."""
    with suppress(Exception):
        return min(int(cache.get(_key(job.pk), 0)), job.total)
    return 0


def _store_progress(job_pk: int, done: int) -> None:
    with suppress(Exception):
        cache.set(_key(job_pk), done, PROGRESS_SECONDS)


def _key(job_pk: int) -> str:
    return f"import-{job_pk}"
