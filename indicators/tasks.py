"""Thin Celery tasks of long work that people ask for: writing an import, on the queue `bulk`.

In the embedded default the worker thread of the process does it, and takes up at its start what a killed one left.
"""

from contextlib import suppress
from functools import partial

import structlog
from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from kombu.exceptions import OperationalError

from indicators.imports import following
from indicators.imports.limits import ROWS_WRITTEN_AT_ONCE
from indicators.jobs import worker_thread
from indicators.models import ImportJob

log = structlog.get_logger(__name__)
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
        worker_thread.submit(_on_the_thread)
    else:
        try:
            write_import.apply_async((job.pk,), queue="bulk", retry=False)
        except (OperationalError, OSError) as error:
            log.warning("import_not_enqueued", job=job.pk, error=type(error).__name__)


def resume_at_start() -> None:
    if settings.JOBS_IN_PROCESS:
        worker_thread.submit(_on_the_thread)


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


def _on_the_thread() -> None:
    try:
        resume_imports()
    except Exception:  # nobody reads the result of a thread: its failure is told here
        log.exception("import_failed")
    finally:
        connections.close_all()
