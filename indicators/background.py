"""Background work: on a thread of the process in the embedded default, on a Celery queue elsewhere."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog
from celery import Task
from django.db import connections
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)


class Background:
    """One thread that runs its work in order. Failures go to the log, as nobody reads its results."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    def do(self, work: Callable[[], object]) -> None:
        self._thread.submit(self._done, work)

    def _done(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:
            log.exception("background_failed", thread=self.name)
        finally:
            # Django closes connections at the end of a request; a thread of ours has none.
            connections.close_all()


def is_sent(task: Task, key: int, queue: str) -> bool:
    """Send a task. False if the broker is away, which only delays the work: beat finds what is pending."""
    try:
        task.apply_async((key,), queue=queue, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("job_not_sent", job=task.name, key=key, error=type(error).__name__)
        return False
    return True
