"""The connection of workers and scheduler to their broker: it outlives the broker, and looks for it as long as it is
away.
"""

from typing import Any

import structlog
from celery.app.amqp import AMQP
from kombu.connection import Connection

log = structlog.get_logger(__name__)

SECONDS_BETWEEN_TRIES = 2


class Broker(Connection):
    """By default the wait between two tries grows to half a minute: attainment would follow late after a long stop."""

    def _ensure_connection(
        self, errback: Any = None, max_retries: Any = None, *intervals: Any, **options: Any
    ) -> Any:
        if errback is not None:
            intervals, options = (), options | {"interval_start": SECONDS_BETWEEN_TRIES, "interval_step": 0}
        return super()._ensure_connection(errback, max_retries, *intervals, **options)  # type: ignore[no-untyped-call]

    def maybe_close_channel(self, channel: Any) -> None:
        """A lost connection is closed twice, the second time without its transport: a channel that holds a message
        being worked on then fails with an AttributeError that nobody expects, and the worker ended. The message is
        given again after its visibility timeout; what it asks for is found before that by the sweep.
        """
        try:
            super().maybe_close_channel(channel)  # type: ignore[no-untyped-call]
        except AttributeError:
            log.warning("broker_channel_left", channel=type(channel).__name__)


class Messages(AMQP):  # type: ignore[misc] # Celery carries no types
    Connection = Broker
