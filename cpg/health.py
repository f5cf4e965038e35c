"""`/healthz`: whether this process answers. `/readyz`: whether the database, Redis, workers and jobs do.

Load balancers and containers ask the first, monitoring asks the second.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from accounts.antivirus import clamd
from cpg import readiness
from cpg.bounded import Bounded, answer_before
from cpg.operations.backup import rotation
from cpg.operations.certificates.folders import CERTIFICATE, days_left
from cpg.readiness import Check, Stored
from indicators.models import PendingRecompute, WorkerHeartbeat

ANSWER_SECONDS = 1.5
REDIS_CONNECT_SECONDS = 0.5
REDIS_ANSWER_SECONDS = 1.0
# One is made each day, in the first hour or, after a night without a server, when it is back.
BACKUP_LATE_SECONDS = 26 * 3600


class HealthMiddleware:
    """Answer before the host name is checked (a balancer asks by IP address), before sessions and before logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = PATHS.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        response = answer()
        add_never_cache_headers(response)
        return response


def healthz() -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


def readyz() -> HttpResponse:
    report = readiness.report(list(checks()))
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(report, status=200 if report["ok"] else 503, json_dumps_params=options)


def checks() -> Iterator[Check]:
    """Ask servers and disks at the same time, and wait for none beyond ANSWER_SECONDS."""
    deadline = monotonic() + ANSWER_SECONDS
    scanned = scanner.start() if settings.ANTIVIRUS_URL else None
    measured, listed = disk.start(), archives.start() if settings.BACKUP_DIR else None
    if settings.JOBS_IN_PROCESS:
        stored, pong = _read_stored_here(), None
    else:
        asked, pinged = database.start(), broker.start()
        stored, pong = answer_before(deadline, asked), answer_before(deadline, pinged)
    now = timezone.now()
    yield readiness.database(stored)
    if settings.JOBS_IN_PROCESS:
        yield readiness.not_used("redis")
        yield readiness.not_used("worker")
    else:
        yield readiness.redis(pong)
        limit = readiness.MISSED_HEARTBEATS * settings.HEARTBEAT_SECONDS
        for queue in settings.QUEUES:
            yield readiness.worker(queue, stored, now, limit)
    yield readiness.pending(stored, now, settings.PENDING_LATE_SECONDS)
    yield readiness.disk(answer_before(deadline, measured), settings.DISK_LEAST_MEGABYTES)
    if settings.TLS_FILES:
        yield readiness.certificate(certificate_days(settings.TLS_FILES[CERTIFICATE]))
    if scanned:
        yield readiness.antivirus(answer_before(deadline, scanned))
    if listed:
        yield readiness.backup(answer_before(deadline, listed), BACKUP_LATE_SECONDS)


def _free_megabytes() -> int:
    return shutil.disk_usage(settings.STATE_DIR).free // 1_000_000


def _age_of_the_last_backup() -> int | None:
    last = rotation.last(Path(settings.BACKUP_DIR))
    return None if last is None else int((timezone.now() - last).total_seconds())


def _read_stored_here() -> Stored | None:
    """Read without a thread: an embedded database is a file and does not block."""
    with suppress(DatabaseError):
        return _read_stored()
    return None


def _read_stored() -> Stored:
    started = monotonic()
    heartbeats = dict(WorkerHeartbeat.objects.values_list("queue", "at"))
    oldest = PendingRecompute.objects.aggregate(oldest=Min("requested_at"))["oldest"]
    return Stored(_milliseconds_since(started), heartbeats, oldest)


def _read_stored_on_a_thread() -> Stored:
    """Read with a connection of this thread, and close it: threads are not reused."""
    try:
        return _read_stored()
    finally:
        connections.close_all()


def _ping() -> int:
    started = monotonic()
    client = Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=REDIS_CONNECT_SECONDS,
        socket_timeout=REDIS_ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    with client:
        client.ping()
    return _milliseconds_since(started)


def certificate_days(path: Path) -> int | None:
    with suppress(OSError, ValueError):
        return days_left(path)
    return None


def _ping_scanner() -> bool:
    clamd.ping(settings.ANTIVIRUS_URL, ANSWER_SECONDS)
    return True


def _milliseconds_since(started: float) -> int:
    return round(1000 * (monotonic() - started))


database = Bounded(_read_stored_on_a_thread)
broker = Bounded(_ping)
scanner = Bounded(_ping_scanner)
# A disk behind a network may say nothing too.
disk = Bounded(_free_megabytes)
archives = Bounded(_age_of_the_last_backup)
PATHS = {"/healthz": healthz, "/readyz": readyz}
