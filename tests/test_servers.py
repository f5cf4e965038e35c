"""The servers and processes that other tests rely on do what they are asked, and outlive nothing."""

import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import own_database
from tests.support.postgres import PostgresServer
from tests.support.process import ROOT, wait_until
from tests.support.redis_server import RedisServer

pytestmark = pytest.mark.servers

RUN_TO_BE_KILLED = """
import os, signal
from tests.support.postgres import PostgresServer
from tests.support.redis_server import RedisServer
postgres, redis = PostgresServer(), RedisServer()
postgres.start(), redis.start()
redis.process.freeze()
print(postgres.process.pid, redis.process.pid, postgres.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_postgres_keeps_what_was_committed_through_a_kill() -> None:
    server = PostgresServer(settings=())
    server.start()
    try:
        with psycopg.connect(server.create_database("faits")) as connection:
            connection.execute("CREATE TABLE mois AS SELECT 1 AS valeur")
        server.process.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url("faits"))
        server.start()
        with psycopg.connect(server.url("faits")) as connection:
            assert connection.execute("SELECT valeur FROM mois").fetchall() == [(1,)]
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
    finally:
        server.stop()


def test_a_frozen_redis_is_silent_and_comes_back() -> None:
    server = RedisServer()
    server.start()
    try:
        with redis.Redis.from_url(server.url(), socket_timeout=0.3, retry=None) as client:
            server.process.freeze()
            with pytest.raises(redis.TimeoutError):
                client.ping()
            server.process.thaw()
            assert client.ping()
    finally:
        server.stop()


def has_ended(pid: int) -> bool:
    return not runs(pid)


def test_a_killed_run_leaves_nothing_behind() -> None:
    command = [sys.executable, "-c", RUN_TO_BE_KILLED]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    postgres, broker, folder = killed.stdout.split()
    assert killed.returncode == -signal.SIGKILL
    for pid in (postgres, broker):
        wait_until(partial(has_ended, int(pid)), 10, f"end of process {pid}")
    wait_until(lambda: not Path(folder).exists(), 10, "removal of the data folder")


def test_each_process_of_a_parallel_run_has_its_own_redis_number() -> None:
    assert own_database("redis://127.0.0.1:6379/0", "gw3") == "redis://127.0.0.1:6379/3"


def runs(pid: int) -> bool:
    """Whether the process is alive; one that ended and that nobody waited for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
