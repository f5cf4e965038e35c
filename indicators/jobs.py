"""Celery jobs that recompute: one series after an entry, and a sweep of pending series.

In the embedded default the same work runs in the web process: right after the commit, or on a worker thread when many
series are pending, so that a long import does not block its sender. There is no beat there: what a killed process left
pending is computed at the next start and at each write.
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
    """Recompute a series if it is still pending. An import asks once a row, and the first job does them all."""
    if PendingRecompute.objects.filter(indicator=indicator_pk).exists():
        recompute_series(indicator_pk)


@shared_task
def sweep() -> int:
    """Recompute every pending series, the oldest first; returns how many succeeded.

    A series that fails keeps its pending row, and the next ones are still computed.
    """
    waiting = list(PendingRecompute.objects.order_by("requested_at").values_list("indicator_id", flat=True))
    return sum(_is_recomputed(indicator_pk) for indicator_pk in waiting)


def _is_recomputed(indicator_pk: int) -> bool:
    try:
        recompute_series(indicator_pk)
    except Exception:  # any failure: the other series must still be computed
        log.exception("recompute_failed", indicator=indicator_pk)
        return False
    return True


def sweep_at_start() -> None:
    """In the embedded default, compute what a killed process left pending; elsewhere beat does it."""
    if settings.JOBS_IN_PROCESS:
        worker_thread.do(sweep)


@shared_task
def heartbeat(queue: str) -> None:
    """Sent by beat to each queue. Its row proves that beat, broker, worker and database all work."""
    WorkerHeartbeat.objects.update_or_create(queue=queue, defaults={"at": timezone.now()})


def enqueue(indicator_pks: Sequence[int]) -> None:
    """Queue these series, after the commit. A failure here is logged only: the entry is saved, and the sweep will
    compute the series.
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
            # The broker is away: trying the other series would wait for its timeout each time.
            return


def _run_here() -> None:
    if PendingRecompute.objects.count() <= settings.JOBS_INLINE_AT_MOST:
        sweep()
    else:
        worker_thread.do(sweep)
