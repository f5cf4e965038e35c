"""The connection by which workers and scheduler look for their broker as long as it is away."""

from typing import Any

from celery.app.amqp import AMQP
from kombu.connection import Connection

SECONDS_BETWEEN_TRIES = 2


class Broker(Connection):
    """By default the wait between two tries grows to half a minute: attainment would follow late after a long stop."""

    def _ensure_connection(
        self, errback: Any = None, max_retries: Any = None, *intervals: Any, **options: Any
    ) -> Any:
        if errback is not None:
            intervals, options = (), options | {"interval_start": SECONDS_BETWEEN_TRIES, "interval_step": 0}
        return super()._ensure_connection(errback, max_retries, *intervals, **options)  # type: ignore[no-untyped-call]


class Messages(AMQP):  # type: ignore[misc] # Celery carries no types
    Connection = Broker
