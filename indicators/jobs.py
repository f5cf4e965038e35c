"""Celery jobs that recompute: the pending series of a contract after an act, and a sweep of all pending series.

In the embedded default the same work runs in the web process: right after the commit, or on a worker thread when many
series are pending, so that a long import does not block its sender. There is no beat there: what a killed process left
pending is computed at the next start and at each write.
"""

from collections import defaultdict

import structlog
from celery import shared_task
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from indicators.background import Background, is_sent
from indicators.models import PendingRecompute, WorkerHeartbeat
from indicators.recompute import recompute_many

log = structlog.get_logger(__name__)
worker_thread = Background("recompute")


@shared_task
def recompute(contract_pk: int) -> None:
    """Recompute all pending series of a contract together. Many acts ask, and the first job does the work of all."""
    _recompute_pending(PendingRecompute.objects.filter(indicator__contract=contract_pk))


@shared_task
def sweep() -> int:
    """Recompute every pending series, by contract, the one that waits longest first; returns how many succeeded.

    A series that fails keeps its pending row, and the others are still computed.
    """
    return _recompute_pending(PendingRecompute.objects.all())


def _recompute_pending(waiting: QuerySet[PendingRecompute]) -> int:
    by_contract: dict[int, list[int]] = defaultdict(list)
    rows = waiting.order_by("requested_at").values_list("indicator__contract_id", "indicator_id")
    for contract_pk, indicator_pk in rows:
        by_contract[contract_pk].append(indicator_pk)
    return sum(len(keys) - len(recompute_many(keys)) for keys in by_contract.values())


def sweep_at_start() -> None:
    """In the embedded default, compute what a killed process left pending; elsewhere beat does it."""
    if settings.JOBS_IN_PROCESS:
        worker_thread.do(sweep)


@shared_task
def heartbeat(queue: str) -> None:
    """Sent by beat to each queue. Its row proves that beat, broker, worker and database all work."""
    WorkerHeartbeat.objects.update_or_create(queue=queue, defaults={"at": timezone.now()})


def enqueue(contract_pk: int, series: int) -> None:
    """Queue the contract, of which so many series are now pending, after the commit. A failure here is logged only:
    the entry is saved, and the sweep will compute the series.
    """
    try:
        _ask(contract_pk, series)
    except Exception:  # the person must not read that their entry failed
        log.exception("recompute_not_enqueued", contract=contract_pk)


def _ask(contract_pk: int, series: int) -> None:
    if settings.JOBS_IN_PROCESS:
        _run_here()
        return
    is_sent(recompute, contract_pk, "bulk" if series > settings.JOBS_INLINE_AT_MOST else "interactive")


def _run_here() -> None:
    if PendingRecompute.objects.count() <= settings.JOBS_INLINE_AT_MOST:
        sweep()
    else:
        worker_thread.do(sweep)
