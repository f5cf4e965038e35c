"""The whole application on real servers, each a process of its own, which a test may stop, freeze or kill."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.postgres import PostgresServer
from tests.support.process import Process
from tests.support.redis_server import RedisServer
from tests.support.services import Application, WebServer, application_environment, celery_beat, celery_worker
from tests.support.visitor import Visitor

SWEEP_SECONDS = "3"
PASSWORD = "cpg-demo-2027"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cpg.settings.stack",
    "SECRET_KEY": "only-for-the-tests-of-faults-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "127.0.0.1",
    "EMAIL_URL": "console:",
}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = str(__file__).removesuffix("conftest.py")
    for item in items:
        if str(item.path).startswith(here):
            # One process has the stack, whatever the number of those that run the tests.
            item.add_marker(pytest.mark.xdist_group("faults"))


@dataclass
class FaultStack(Application):
    """PostgreSQL with its own durable settings, Redis, web server, worker and scheduler, with the
    demonstration data.
    """

    postgres: PostgresServer
    redis: RedisServer
    web: WebServer
    worker: Process
    beat: Process
    env: dict[str, str]

    def visitor(self, username: str = "controleur") -> Visitor:
        visitor = Visitor(self.web.url)
        visitor.log_in(username, PASSWORD)
        return visitor


@pytest.fixture(scope="session")
def stack() -> Iterator[FaultStack]:
    postgres, redis = PostgresServer(settings=()), RedisServer()
    postgres.start()
    redis.start()
    env = application_environment(
        postgres.create_database("cpg"), redis.url(), PENDING_SWEEP_SECONDS=SWEEP_SECONDS, **PRODUCTION
    )
    found = FaultStack(postgres, redis, WebServer(env), celery_worker(env), celery_beat(env), env)
    try:
        for command in ("migrate", "load_contract", "load_demo", "recompute"):
            found.manage(command)
        found.web.start()
        found.worker.start()
        found.beat.start()
        yield found
    finally:
        for process in (found.beat, found.worker):
            process.kill()
        found.web.stop()
        redis.stop()
        postgres.stop()
