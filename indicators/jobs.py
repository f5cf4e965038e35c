"""Thin Celery jobs below recording: recompute a series, sweep what was left waiting.

In the embedded default the same work is done in the process: right after the commit, or on one worker thread
when many series wait, so that a long import does not hold the person who sent it. There is no beat there: what a
killed process left is taken up at the next start, and at each write.
"""

from collections.abc import Sequence

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from indicators.background import Background, is_sent
from indicators.models import PendingRecompute, WorkerHeartbeat
from indicators.recompute import recompute_series

log = structlog.get_logger(__name__)
worker_thread = Background("recompute")


@shared_task
def recompute(indicator_pk: int) -> None:
    """Nothing to do where a later job, or the sweep, came first: an import asks for a series once a row."""
    if PendingRecompute.objects.filter(indicator=indicator_pk).exists():
        recompute_series(indicator_pk)


@shared_task
def sweep() -> int:
    """Recompute every series that still waits, the oldest first; returns how many were done.

    One that cannot be computed keeps its pending row and holds no other back.
    """
    waiting = list(PendingRecompute.objects.order_by("requested_at").values_list("indicator_id", flat=True))
    return sum(_is_recomputed(indicator_pk) for indicator_pk in waiting)


def _is_recomputed(indicator_pk: int) -> bool:
    try:
        recompute_series(indicator_pk)
    except Exception:  # whatever it is, the other series must not wait for it
        log.exception("recompute_failed", indicator=indicator_pk)
        return False
    return True


def sweep_at_start() -> None:
    """In the embedded default, take up what a process that was killed had left; elsewhere beat does it."""
    if settings.JOBS_IN_PROCESS:
        worker_thread.do(sweep)


@shared_task
def heartbeat(queue: str) -> None:
    """Sent by beat to each queue: that it was done proves beat, broker, worker and database together."""
    WorkerHeartbeat.objects.update_or_create(queue=queue, defaults={"at": timezone.now()})


def enqueue(indicator_pks: Sequence[int]) -> None:
    """Ask for these series, after the commit. What goes wrong here is no error of the entry, which is saved:
    the sweep will find them.
    """
    try:
        _ask(indicator_pks)
    except Exception:  # the person must not read that their entry failed
        log.exception("recompute_not_enqueued", indicators=list(indicator_pks))


def _ask(indicator_pks: Sequence[int]) -> None:
    if settings.JOBS_IN_PROCESS:
        _run_here()
        return
    queue = "bulk" if len(indicator_pks) > settings.JOBS_INLINE_AT_MOST else "interactive"
    for indicator_pk in indicator_pks:
        if not is_sent(recompute, indicator_pk, queue):
            return


def _run_here() -> None:
    if PendingRecompute.objects.count() <= settings.JOBS_INLINE_AT_MOST:
        sweep()
    else:
        worker_thread.do(sweep)
