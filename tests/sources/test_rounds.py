"""Rounds never overlap, and no process that was killed keeps the next one from reading."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.rights import Role
from indicators.models import Source, SourceKind
from indicators.sources.sweeping import OF_ROUNDS, sweep
from tests.factories import assign, make_contract, make_indicator, make_user
from tests.sources.making import HEADER, drop, make_connection, make_source

pytestmark = pytest.mark.django_db
# Holds what a round holds, by the means of the database alone, until it is killed.
OF_A_SERVER = """
import psycopg, sys, time
held = psycopg.connect(sys.argv[1], autocommit=True)
print(held.execute("SELECT pg_try_advisory_lock(%s)", [int(sys.argv[2])]).fetchone(), flush=True)
time.sleep(600)
"""
OF_A_FILE = """
import fcntl, sys, time
held = open(f"{sys.argv[1]}-{sys.argv[2]}.lock", "w")
print(fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB), flush=True)
time.sleep(600)
"""
LONGEST = 60.0


@pytest.fixture(autouse=True)
def today(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.STATE_DIR = tmp_path / "state"
    settings.SOURCES_FOLDERS = [str(tmp_path)]
    with time_machine.travel("2025-10-20T10:00:00+02:00", tick=True):
        yield


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """In service, with a file that no round has read."""
    contract = make_contract()
    folder = tmp_path / contract.body.code
    folder.mkdir()
    drop(folder, "sept.csv", f"{HEADER}R1;2025-09;95;100\n")
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    assign(owner, indicator := make_indicator(contract, code="R1"))
    settings = {"folder": str(folder), "pattern": "*.csv"}
    return make_source(make_connection(contract, SourceKind.FOLDER, settings), owner, indicator)


@pytest.fixture
def another() -> Iterator[subprocess.Popen[str]]:
    """A process that is at its round."""
    is_server = connection.vendor == "postgresql"
    where = connection.connection.info.dsn if is_server else str(connection.settings_dict["NAME"])
    password = {"PGPASSWORD": connection.settings_dict["PASSWORD"]} if is_server else {}
    command = [sys.executable, "-c", OF_A_SERVER if is_server else OF_A_FILE, where, str(OF_ROUNDS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **password})
    assert process.stdout is not None
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


def test_a_round_waits_for_no_other_and_goes_on_once_that_one_is_killed(
    source: Source, another: subprocess.Popen[str]
) -> None:
    assert (sweep(), source.arrivals.exists()) == (0, False)
    another.send_signal(signal.SIGKILL)
    another.wait()
    # The server notices when it reads from the connection.
    until = time.monotonic() + LONGEST
    while not sweep():
        assert time.monotonic() < until
    assert source.arrivals.get().name == "sept.csv"
    assert sweep() == 0


def test_a_round_that_fails_leaves_the_next_one_free(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(
            "indicators.sources.sweeping.sweep_one", lambda pk: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            sweep()
    assert sweep() == 1
