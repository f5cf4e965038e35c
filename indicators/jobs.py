"""Thin Celery jobs below recording: recompute a series, sweep what was left waiting.

In the embedded default the same work is done in the process: right after the commit, or on one worker thread
when many series wait, so that a long import does not hold the person who sent it.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog
from celery import shared_task
from django.conf import settings
from django.db import connections
from kombu.exceptions import OperationalError

from indicators.models import PendingRecompute
from indicators.recompute import recompute_series

log = structlog.get_logger(__name__)
worker_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recompute")


@shared_task
def recompute(indicator_pk: int) -> None:
    recompute_series(indicator_pk)


@shared_task
def sweep() -> int:
    """Recompute every series that still waits, the oldest first; returns how many were done."""
    waiting = list(PendingRecompute.objects.order_by("requested_at").values_list("indicator_id", flat=True))
    for indicator_pk in waiting:
        recompute_series(indicator_pk)
    return len(waiting)


def enqueue(indicator_pks: Sequence[int]) -> None:
    """Ask for these series, after the commit. A broker that is away is no error: the sweep will find them."""
    if settings.JOBS_IN_PROCESS:
        _run_here(indicator_pks)
        return
    for indicator_pk in indicator_pks:
        try:
            recompute.apply_async((indicator_pk,), retry=False)
        except (OperationalError, OSError) as error:
            log.warning("recompute_not_enqueued", indicator=indicator_pk, error=type(error).__name__)
            return


def _run_here(indicator_pks: Sequence[int]) -> None:
    if len(indicator_pks) <= settings.JOBS_INLINE_AT_MOST:
        sweep()
    else:
        worker_thread.submit(_sweep_on_the_thread)


def _sweep_on_the_thread() -> None:
    try:
        sweep()
    finally:
        connections.close_all()
