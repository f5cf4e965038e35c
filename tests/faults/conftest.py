"""The whole application on real servers, each a process of its own, which a test may stop, freeze or kill."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.support.postgres import PostgresServer
from tests.support.process import ROOT, Process
from tests.support.redis_server import RedisServer
from tests.support.services import WebServer, application_environment, celery_beat, celery_worker
from tests.support.visitor import Visitor

SWEEP_SECONDS = "3"
PASSWORD = "cpg-demo-2027"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cpg.settings.stack",
    "SECRET_KEY": "only-for-the-tests-of-faults-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "127.0.0.1",
    "EMAIL_URL": "console:",
}


@dataclass
class FaultStack:
    """PostgreSQL with its own durable settings, Redis, web server, worker and scheduler, with the
    demonstration data.
    """

    postgres: PostgresServer
    redis: RedisServer
    web: WebServer
    worker: Process
    beat: Process
    env: dict[str, str]

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )

    def ask(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            return connection.execute(sql, values).fetchall()  # type: ignore[arg-type]

    def pending(self) -> int:
        return int(str(self.ask("SELECT count(*) FROM indicators_pendingrecompute")[0][0]))

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
        for command in (["migrate"], ["load_contract"], ["load_demo"]):
            done = found.manage(*command)
            assert done.returncode == 0, done.stdout + done.stderr
        assert found.manage("recompute").returncode == 0
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
