"""The servers and processes that other tests rely on do what they are asked, and outlive nothing."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import own_database
from tests.support import reaper
from tests.support.postgres import PostgresServer
from tests.support.process import ROOT, Process, free_port, wait_until
from tests.support.reaper import is_alive
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
MAKES_CHILDREN = """
import os, time
while True:
    child = os.fork()
    if child == 0:
        time.sleep(600)
    print(child, flush=True)
    time.sleep(0.002)
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
        server.process.freeze()
        with (
            redis.Redis.from_url(server.url(), socket_timeout=0.3, retry=None) as hasty,
            pytest.raises(redis.TimeoutError),
        ):
            hasty.ping()
        server.process.thaw()
        with redis.Redis.from_url(server.url(), socket_timeout=30, retry=None) as client:
            assert client.ping()
    finally:
        server.stop()


def has_ended(pid: int) -> bool:
    return not is_alive(pid)


def test_a_killed_run_leaves_nothing_behind() -> None:
    command = [sys.executable, "-c", RUN_TO_BE_KILLED]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=180)
    postgres, broker, folder = killed.stdout.split()
    assert killed.returncode == -signal.SIGKILL
    for pid in (postgres, broker):
        wait_until(partial(has_ended, int(pid)), 60, f"end of process {pid}")
    wait_until(lambda: not Path(folder).exists(), 60, "removal of the data folder")


def test_a_program_that_is_killed_leaves_no_child_that_it_made_meanwhile(tmp_path: Path) -> None:
    """PostgreSQL makes one for each connection: one that was not killed holds the memory of the next start."""
    log = tmp_path / "log"
    command = [sys.executable, "-c", MAKES_CHILDREN]
    restless = Process("restless", command, ready=lambda: len(log.read_text().split()) > 20, log=log)
    restless.start()
    restless.kill()
    assert [pid for pid in log.read_text().split() if is_alive(int(pid))] == []


def test_a_free_port_is_given_to_nobody_else() -> None:
    """Neither by the system, whose own begin at 32,768 on Linux, nor by another process of the tests."""
    ask = "from tests.support.process import free_port; print(*(free_port() for _ in range(20)))"
    # It would begin where this process began.
    elsewhere = f"import os; os.getpid = lambda: {os.getpid()}; {ask}"
    ours = {free_port() for _ in range(20)}
    told = subprocess.run(
        [sys.executable, "-c", elsewhere], cwd=ROOT, capture_output=True, text=True, check=True
    )
    theirs = set(map(int, told.stdout.split()))
    assert len(ours) == len(theirs) == 20
    assert not ours & theirs
    assert max(ours | theirs) < 32_768


def test_each_process_of_a_parallel_run_has_its_own_redis_number() -> None:
    assert own_database("redis://127.0.0.1:6379/0", "gw3") == "redis://127.0.0.1:6379/3"


def test_threads_that_start_servers_at_once_share_one_reaper(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def make_slowly() -> object:
        time.sleep(0.05)
        made.append(object())
        return made[-1]

    monkeypatch.setattr(reaper, "_made", cache(make_slowly))
    with ThreadPoolExecutor(4) as threads:
        found = [each.result() for each in [threads.submit(reaper.reaper) for _ in range(4)]]
    assert found == made * 4
