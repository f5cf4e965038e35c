"""`make run`, without its set-up: the embedded default starts, keeps what it holds, and ends when asked."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboards.management.demonstration import OTHERS
from tests.support.process import ROOT, Process, free_port, wait_until
from tests.support.reaper import family, send

pytestmark = pytest.mark.servers
# One of the processes that run the tests makes the first start, and not each of them.
on_a_first_start = pytest.mark.xdist_group("make run")
READY_SECONDS = 300


def environment(state: Path, port: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return {**kept, "DJANGO_SETTINGS_MODULE": "cpg.settings.dev", "CPG_STATE_DIR": str(state), "PORT": port}


def run_of(state: Path, port: int, log: str = "log") -> Process:
    (state / log).unlink(missing_ok=True)
    run = Process(
        "make run",
        [sys.executable, "-m", "scripts.run"],
        ready=lambda: "Ctrl-C" in run.output,
        log=state / log,
        env=environment(state, str(port)),
    )
    return run


def started(state: Path, port: int) -> Process:
    run = run_of(state, port)
    run.start(READY_SECONDS)
    return run


def ask(state: Path, sql: str) -> int:
    connection = sqlite3.connect(state / "cpg.sqlite3")
    try:
        with connection:
            row = connection.execute(sql).fetchone()
        return int(row[0]) if row else 0
    finally:
        connection.close()


def revisions(state: Path) -> int:
    return ask(state, "SELECT count(*) FROM indicators_actualrevision")


@dataclass(frozen=True)
class FirstStart:
    """What a first start left, and what it showed meanwhile."""

    folder: Path
    port: int
    revisions: int
    page: str
    said: str

    def copied(self, folder: Path) -> Path:
        return shutil.copytree(self.folder, folder, dirs_exist_ok=True)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstStart:
    """Made once: loading the demonstration takes longer than all that is tried on it."""
    folder, port = tmp_path_factory.mktemp("first"), free_port()
    run = started(folder, port)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            address = page.url
    finally:
        run.stop(signal.SIGINT)
    return FirstStart(folder, port, revisions(folder), address, run.output)


@on_a_first_start
def test_started_twice_it_keeps_its_data(first: FirstStart, tmp_path: Path) -> None:
    assert f"http://127.0.0.1:{first.port}/" in first.said
    assert "première fois" in first.said
    assert "Traceback" not in first.said
    assert "connexion" in first.page
    assert first.revisions > 0
    state = first.copied(tmp_path)
    again = started(state, first.port)
    try:
        assert "première fois" not in again.output
        assert revisions(state) == first.revisions
    finally:
        again.stop(signal.SIGINT)


@on_a_first_start
def test_what_a_killed_process_or_an_upgrade_left_waiting_is_computed_before_the_next_start(
    first: FirstStart, tmp_path: Path
) -> None:
    """The pending row is there, the attainment is the old one: the address is printed after the computation."""
    port = free_port()
    run = started(first.copied(tmp_path), port)
    run.kill()
    ask(tmp_path, "UPDATE indicators_attainment SET value = -1 WHERE value IS NOT NULL")
    ask(
        tmp_path,
        "INSERT INTO indicators_pendingrecompute (indicator_id, wanted_sequence, requested_at)"
        " SELECT i.id, c.sequence, '2026-01-01 00:00:00'"
        " FROM indicators_indicator i JOIN commitments_contract c ON c.id = i.contract_id",
    )
    again = started(tmp_path, port)
    try:
        assert "séries en attente…" in again.output
        assert ask(tmp_path, "SELECT count(*) FROM indicators_pendingrecompute") == 0
        assert ask(tmp_path, "SELECT count(*) FROM indicators_attainment WHERE value = -1") == 0
    finally:
        again.stop(signal.SIGINT)


@on_a_first_start
def test_it_ends_when_asked_even_if_its_worker_does_not_listen(first: FirstStart, tmp_path: Path) -> None:
    run = started(first.copied(tmp_path), free_port())
    try:
        worker = family(run.pid)[1:]
        send(worker, signal.SIGSTOP)
        send([run.pid], signal.SIGINT)
        wait_until(run.has_ended, 60, "Ctrl-C ends it")
    finally:
        send(worker, signal.SIGCONT)
        run.kill()


@pytest.mark.parametrize("port", ["0", "http", "70000"])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: str) -> None:
    assert "donnez un numéro de port" in refusal(tmp_path, port)


def test_a_port_in_use_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = refusal(tmp_path, str(port))
    assert re.fullmatch(rf"Le port {port} ne peut pas être ouvert .*, par exemple PORT=\d+\.\n", told)


def test_two_first_starts_at_once_share_one_database(tmp_path: Path) -> None:
    runs = [run_of(tmp_path, free_port(), f"log {rank}") for rank in range(2)]
    threads = [threading.Thread(target=run.start, args=(READY_SECONDS,)) for run in runs]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ["Ctrl-C" in run.output for run in runs] == [True, True], [run.output for run in runs]
        assert ask(tmp_path, "SELECT count(*) FROM commitments_contract") == 1 + len(OTHERS)
    finally:
        for run in runs:
            run.stop(signal.SIGINT)


def test_a_database_that_is_away_is_told_with_what_to_check(tmp_path: Path) -> None:
    told = refusal(tmp_path, str(free_port()), DATABASE_URL=f"postgres://cpg@127.0.0.1:{free_port()}/cpg")
    assert "vérifiez DATABASE_URL" in told
    assert "Traceback" not in told


def test_a_folder_that_cannot_be_written_is_told_with_what_to_set(tmp_path: Path) -> None:
    file = tmp_path / "fichier"
    file.touch()
    told = refusal(file / "var", str(free_port()))
    assert re.fullmatch(r".* ne peut pas être écrit .*CPG_STATE_DIR.*\n", told)


def refusal(state: Path, port: str, **more: str) -> str:
    command = [sys.executable, "-m", "scripts.run"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**environment(state, port), **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 1
    return done.stderr
