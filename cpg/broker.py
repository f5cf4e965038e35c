"""Broker connection of workers and scheduler: it survives a restart of Redis and reconnects for as long as it takes."""

from typing import Any

from celery.app.amqp import AMQP
from kombu.connection import Connection
from kombu.transport import redis
from redis.exceptions import ConnectionError as LostConnectionError

SECONDS_BETWEEN_TRIES = 2


class LastingChannel(redis.Channel):
    """Raise a connection error where kombu has a bug that ends the worker.

    A message in hand when the connection is lost is acknowledged or requeued by a channel that has no transport any
    more. kombu fails there with an AttributeError, which the worker does not catch; it does handle a lost connection.
    The message is delivered again after its visibility timeout, and the sweep does its work before that.
    """

    def _connparams(self, asynchronous: bool = False) -> Any:
        if self.connection is None or self.connection.client is None:
            raise LostConnectionError("this channel has no transport any more")
        return super()._connparams(asynchronous=asynchronous)  # type: ignore[no-untyped-call]


class LastingTransport(redis.Transport):
    Channel = LastingChannel


class Broker(Connection):
    """Try every two seconds. By default the delay grows to 30 s, and attainments would be late after a long outage."""

    def _ensure_connection(
        self, errback: Any = None, max_retries: Any = None, *intervals: Any, **options: Any
    ) -> Any:
        if errback is not None:
            intervals, options = (), options | {"interval_start": SECONDS_BETWEEN_TRIES, "interval_step": 0}
        return super()._ensure_connection(errback, max_retries, *intervals, **options)  # type: ignore[no-untyped-call]

    def get_transport_cls(self) -> Any:
        transport = super().get_transport_cls()  # type: ignore[no-untyped-call]
        return LastingTransport if transport is redis.Transport else transport


class Messages(AMQP):  # type: ignore[misc] # Celery carries no types
    Connection = Broker
