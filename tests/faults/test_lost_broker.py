"""A broker that is lost while a message is being worked on does not end the worker."""

import logging
from unittest.mock import Mock

import pytest
from kombu.connection import Connection

from cpg.broker import Broker
from tests.support.redis_server import RedisServer

logger = logging.getLogger(__name__)
OPTIONS = {"max_retries": 0, "socket_connect_timeout": 10, "socket_timeout": 10}


@pytest.fixture
def redis():
    server = RedisServer()
    server.start()
    yield server
    server.stop()


def lose_the_broker(kind: type[Connection], redis: RedisServer) -> None:
    """What a worker does then, which has a message in hand: it collects the connection,
    acknowledges the message when its work is done, and closes the connection. On a busy machine the first times out on
    the channel, and leaves it open without its transport.
    """
    connection = kind(redis.url(), transport_options=OPTIONS)
    queue = connection.SimpleQueue("work")
    queue.put("a figure to recompute")
    message = queue.get(timeout=30)
    assert message.payload == "a figure to recompute"
    redis.process.kill()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "maybe_close_channel", Mock(side_effect=TimeoutError))
        connection.collect(socket_timeout=1)
    message.ack_log_error(logger, connection.connection_errors)
    connection.close()


def test_the_worker_goes_on(redis):
    lose_the_broker(Broker, redis)


def test_without_our_connection_it_would_have_ended(redis):
    with pytest.raises(AttributeError):
        lose_the_broker(Connection, redis)
