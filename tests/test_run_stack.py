"""`make stack`, without its set-up: it says when it is ready, ends in order when asked, and keeps what it holds."""

import os
import re
import signal
import sys
import urllib.request
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests.support.process import Process, free_port, temporary_folder, wait_until
from tests.support.reaper import command_of, family

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.xdist_group("stack")]

READY_SECONDS = 600
STOP_SECONDS = 180


def started(state: Path) -> Process:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    run = Process(
        "make stack",
        [sys.executable, "-m", "scripts.stack"],
        ready=lambda: "Ctrl-C" in run.said,
        log=state / "log",
        env={**kept, "CPG_STATE_DIR": str(state), "PORT": str(free_port()), "SECOND_PORT": str(free_port())},
    )
    run.start(READY_SECONDS)
    return run


def address(run: Process, scheme: str) -> str:
    found = re.search(rf"{scheme}://\S+", run.said)
    assert found, run.said
    return found[0]


def revisions(run: Process) -> int:
    with psycopg.connect(address(run, "postgres")) as connection:
        row = connection.execute("SELECT count(*) FROM indicators_actualrevision").fetchone()
    assert row
    return int(row[0])


def answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except OSError:
        return False
    return True


def test_it_starts_stops_and_keeps_what_it_holds() -> None:
    state = temporary_folder("make-stack")
    run = started(state)
    try:
        entered, base = revisions(run), address(run, "http")
        assert entered > 0
        for url in re.findall(r"(http://\S+:\d+/)\s", run.said):
            wait_until(partial(answers, f"{url}readyz"), 60, "all is well")
        database = address(run, "postgres")
    finally:
        run.stop(signal.SIGINT, seconds=STOP_SECONDS)
    assert "Arrêté" in run.output
    assert "Traceback" not in run.output
    assert not answers(f"{base}healthz")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database)

    again = started(state)
    try:
        assert revisions(again) == entered
        beat = next(pid for pid in family(again.pid) if b"beat" in command_of(pid).split(b"\0"))
        os.kill(beat, signal.SIGKILL)
        wait_until(lambda: not again.runs, 180, "who ends by itself ends the others")
    finally:
        again.stop(signal.SIGINT, seconds=STOP_SECONDS)
    assert "beat s’est arrêté" in again.output
