"""What is read from the database, Redis and disks when Prometheus asks: a number of queries that does not grow."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from accounts.models import OutboxMail, Webhook, WebhookDelivery
from cpg.operations.backup import rotation
from cpg.operations.metrics import jobs_done
from dashboards.models import QuarterClosing
from indicators.models import PendingRecompute, WorkerHeartbeat

WAITS, GIVEN_UP = Q(next_try_at__isnull=False), Q(next_try_at__isnull=True, sent_at__isnull=True)


@dataclass(frozen=True, slots=True)
class Measure:
    """A sample: its metric, the values of its labels in their order, the figure."""

    name: str
    figure: float
    labels: tuple[str, ...] = field(default=())


def of_the_database() -> list[Measure]:
    """Read with a connection of this thread, and close it."""
    try:
        return list(_stored(timezone.now()))
    finally:
        connections.close_all()


def _stored(now: datetime) -> Iterator[Measure]:
    pending = PendingRecompute.objects.aggregate(count=Count("pk"), oldest=Min("requested_at"))
    yield Measure("cpg_pending_recomputes", pending["count"])
    yield Measure("cpg_pending_oldest_seconds", _age(pending["oldest"], now))
    for queue, at in WorkerHeartbeat.objects.values_list("queue", "at"):
        yield Measure("cpg_worker_heartbeat_age_seconds", _age(at, now), (queue,))
    mails = OutboxMail.objects.aggregate(
        waiting=Count("pk", WAITS), oldest=Min("created_at", filter=WAITS), given_up=Count("pk", GIVEN_UP)
    )
    yield Measure("cpg_mails_waiting", mails["waiting"])
    yield Measure("cpg_mails_oldest_seconds", _age(mails["oldest"], now))
    yield Measure("cpg_mails_given_up", mails["given_up"])
    calls = WebhookDelivery.objects.aggregate(waiting=Count("pk", Q(next_try_at__isnull=False)))
    yield Measure("cpg_webhooks_waiting", calls["waiting"])
    yield Measure("cpg_webhooks_off", Webhook.objects.filter(is_active=False).exclude(off_reason="").count())
    closings = QuarterClosing.objects.aggregate(count=Count("pk"), last=Max("change__recorded_at"))
    yield Measure("cpg_closings", closings["count"])
    if closings["last"]:
        yield Measure("cpg_last_closing_timestamp_seconds", int(closings["last"].timestamp()))


def of_redis() -> list[Measure]:
    return [*_lengths(), *_jobs()]


def _lengths() -> Iterator[Measure]:
    with jobs_done.redis().pipeline(transaction=False) as pipeline:
        for queue in settings.QUEUES:
            for priority in jobs_done.PRIORITIES:
                pipeline.llen(f"{queue}{priority}")
        lengths = pipeline.execute()
    of_one = len(jobs_done.PRIORITIES)
    for place, queue in enumerate(settings.QUEUES):
        yield Measure("cpg_queue_length", sum(lengths[place * of_one : (place + 1) * of_one]), (queue,))


def _jobs() -> Iterator[Measure]:
    client = jobs_done.redis()
    for name, key, unit in (
        ("cpg_jobs_total", jobs_done.COUNTS, 1),
        ("cpg_job_seconds_total", jobs_done.MILLISECONDS, 1000),
    ):
        for labels, count in sorted(client.hgetall(key).items()):
            yield Measure(name, int(count) / unit, tuple(_text(labels).split(" ")))


def _text(value: bytes | str) -> str:
    return value if isinstance(value, str) else value.decode()


def of_disks() -> list[Measure]:
    return list(_disks(timezone.now()))


def _disks(now: datetime) -> Iterator[Measure]:
    yield Measure("cpg_disk_free_bytes", shutil.disk_usage(settings.STATE_DIR).free)
    last = rotation.last(Path(settings.BACKUP_DIR)) if settings.BACKUP_DIR else None
    if last:
        yield Measure("cpg_backup_age_seconds", _age(last, now))


def _age(before: datetime | None, now: datetime) -> int:
    return max(0, int((now - before).total_seconds())) if before else 0
