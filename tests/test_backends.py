"""The run has the data stores it was asked for: a run meant for PostgreSQL and Redis must not pass without them."""

import pytest
import redis
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_the_run_uses_the_backends_it_was_asked_for(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--backends", "sqlite") == "postgres":
        assert connection.vendor == "postgresql"
        assert not settings.JOBS_IN_PROCESS
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
            assert client.ping()
    else:
        assert connection.vendor == "sqlite"
        assert settings.JOBS_IN_PROCESS
