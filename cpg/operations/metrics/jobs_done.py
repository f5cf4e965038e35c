"""Counters of jobs, kept in Redis: workers are processes that end, often on other machines than the web server."""

from functools import cache
from time import perf_counter
from typing import Any

import structlog
from celery.signals import task_postrun, task_prerun
from django.conf import settings
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from cpg.settings.caches import ANSWER_SECONDS, CONNECT_SECONDS

log = structlog.get_logger(__name__)

# One hash a kind; a field is `queue task outcome`.
COUNTS, MILLISECONDS = "cpg-metrics-jobs", "cpg-metrics-job-milliseconds"
SUCCESS = "SUCCESS"
# How kombu names the lists of the priorities of a queue.
PRIORITIES = ("", "\x06\x163", "\x06\x166", "\x06\x169")

_started: dict[str, float] = {}


def count_jobs() -> None:
    """Called by what workers import. A count that is lost while Redis is away delays no job."""
    task_prerun.connect(_note_start)
    task_postrun.connect(_note_end)


def _note_start(task_id: str, **rest: Any) -> None:
    _started[task_id] = perf_counter()


def _note_end(task_id: str, task: Any, state: str | None = None, **rest: Any) -> None:
    seconds = perf_counter() - _started.pop(task_id, perf_counter())
    queue = (task.request.delivery_info or {}).get("routing_key") or ""
    if not settings.METRICS_PORT or queue not in settings.QUEUES:
        return
    outcome = "fait" if state == SUCCESS else "échec"
    try:
        with redis().pipeline(transaction=False) as pipeline:
            pipeline.hincrby(COUNTS, f"{queue} {task.name} {outcome}", 1)
            pipeline.hincrby(MILLISECONDS, f"{queue} {task.name}", round(1000 * seconds))
            pipeline.execute()
    except RedisError as error:
        log.warning("job_not_counted", job=task.name, error=type(error).__name__)


@cache
def redis() -> Redis:
    """Tried once with short timeouts, as the cache."""
    return Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
