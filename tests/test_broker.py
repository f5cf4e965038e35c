"""How long the broker is looked for: at once for who publishes, again and again for a worker."""

import time

import pytest
from kombu.exceptions import OperationalError
from kombu.utils import functional

from cpg.broker import SECONDS_BETWEEN_TRIES
from cpg.celery import app
from tests.support.process import free_port


class EnoughError(Exception):
    """The test has seen enough tries."""


@pytest.fixture
def nowhere():
    return app.connection_for_write(f"redis://127.0.0.1:{free_port()}/0")


def test_who_publishes_tries_once(nowhere):
    started = time.monotonic()
    with nowhere.Pool(1).acquire() as pooled, pytest.raises(OperationalError):
        _ = pooled.default_channel
    assert time.monotonic() - started < SECONDS_BETWEEN_TRIES, "it slept, and tried again"


def test_a_worker_tries_again_at_a_short_interval_without_end(nowhere, monkeypatch):
    waits = []

    def seen(error, wait):
        waits.append(wait)
        if len(waits) == 150:
            raise EnoughError

    monkeypatch.setattr(functional, "sleep", lambda seconds: None)
    with pytest.raises(EnoughError):
        nowhere.ensure_connection(seen, app.conf.broker_connection_max_retries)
    assert set(waits) == {2}
