"""The run has the data stores it was asked for: a run meant for PostgreSQL and Redis must not pass without them."""

import pytest
import redis
from django.conf import settings
from django.db import connection

from tests.servers import depends_on_servers


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


@pytest.mark.django_db
def test_what_reads_the_database_runs_on_postgresql(request: pytest.FixtureRequest) -> None:
    assert depends_on_servers(request.node)


def test_what_reads_nothing_is_left_to_sqlite(request: pytest.FixtureRequest) -> None:
    assert not depends_on_servers(request.node)


@pytest.mark.one_database
@pytest.mark.django_db
def test_what_has_nothing_more_to_say_there_is_left_to_sqlite(request: pytest.FixtureRequest) -> None:
    assert not depends_on_servers(request.node)


@pytest.mark.django_db
@pytest.mark.usefixtures("rows_made_once")
def test_the_rows_of_a_module_are_made_by_one_process(request: pytest.FixtureRequest) -> None:
    """A group that xdist read is in the name of the test."""
    in_groups = request.config.getoption("loadgroup", default=False) is True
    assert request.node.nodeid.endswith(f"@{request.path.as_posix()}") is in_groups
