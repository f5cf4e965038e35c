"""The connection of workers and scheduler to their broker: it outlives the broker, and looks for it as long as it is
away.
"""

from typing import Any

from celery.app.amqp import AMQP
from kombu.connection import Connection
from kombu.transport import redis
from redis.exceptions import ConnectionError as LostConnectionError

SECONDS_BETWEEN_TRIES = 2


class LastingChannel(redis.Channel):
    """A message that was in hand when the connection was lost is acknowledged, or given back, by a channel without a
    transport: kombu fails there with an AttributeError that nobody expects, and the worker ended. As a lost connection
    it is expected. The message comes again after its visibility timeout; the sweep finds what it asked for before.
    """

    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise LostConnectionError("this channel has no transport any more")
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[no-untyped-call]


class LastingTransport(redis.Transport):
    Channel = LastingChannel


class Broker(Connection):
    """By default the wait between two tries grows to half a minute: attainment would follow late after a long stop."""

    def _ensure_connection(
        self, errback: Any = None, max_retries: Any = None, *intervals: Any, **options: Any
    ) -> Any:
        if errback is not None:
            intervals, options = (), options | {"interval_start": SECONDS_BETWEEN_TRIES, "interval_step": 0}
        return super()._ensure_connection(errback, max_retries, *intervals, **options)  # type: ignore[no-untyped-call]

    def get_transport_cls(self) -> Any:
        found = super().get_transport_cls()  # type: ignore[no-untyped-call]
        return LastingTransport if found is redis.Transport else found


class Messages(AMQP):  # type: ignore[misc] # Celery carries no types
    Connection = Broker
