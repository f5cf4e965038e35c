"""Thin Celery tasks of long work that people ask for: writing an import, on the queue `bulk`.

In the embedded default the worker thread of the process does it, and takes up at its start what a killed one left.
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
    following.write(job_pk, partial(_tell, job_pk))


@shared_task
def resume_imports() -> None:
    """Take up what no worker holds any more: sent by beat, as a message may be lost with its worker."""
    for job_pk in following.waiting_to_be_written():
        write_import(job_pk)


def start_import(job: ImportJob) -> None:
    """Right away for a small file, by a job for a long one. A queue that is away delays it: beat finds it."""
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
    """How many rows are written so far, as far as is known: they count once all are."""
    with suppress(Exception):
        return min(int(cache.get(_key(job.pk), 0)), job.total)
    return 0


def _tell(job_pk: int, done: int) -> None:
    with suppress(Exception):
        cache.set(_key(job_pk), done, PROGRESS_SECONDS)


def _key(job_pk: int) -> str:
    return f"import-{job_pk}"
