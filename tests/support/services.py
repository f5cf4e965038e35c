"""The application as production runs it: its commands and database, and its worker, scheduler and web server, each a
process of its own.
"""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

from tests.support.process import ROOT, Process, free_port, temporary_folder


class Application:
    """Run commands and read the database of the application that has the environment `env`."""

    env: dict[str, str]

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a management command; AssertionError with its output when it fails, unless `check` is false."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.env["DATABASE_URL"]) as connection:
            return connection.execute(sql, values).fetchall()  # type: ignore[arg-type]

    def pending(self) -> int:
        """How many series wait to be recomputed."""
        return int(self.ask("SELECT count(*) FROM indicators_pendingrecompute")[0][0])


def application_environment(database_url: str, redis_url: str, **more: str) -> dict[str, str]:
    """What such a process needs to know: where the data and the broker are, and the tests' settings."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cpg.settings.test",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        **more,
    }


def celery_worker(env: Mapping[str, str]) -> Process:
    """One worker that does one job at a time."""
    log = temporary_folder("worker") / "log"
    command = python("-m celery -A cpg worker --pool solo --loglevel INFO --without-mingle")
    return Process("worker", command, ready=lambda: " ready." in _text(log), log=log, env=env)


def celery_beat(env: Mapping[str, str]) -> Process:
    """The scheduler, which sends the sweep of what was left."""
    folder = temporary_folder("beat")
    log = folder / "log"
    command = [
        *python("-m celery -A cpg beat --loglevel INFO"),
        "--pidfile",
        "",
        "--schedule",
        str(folder / "due"),
    ]
    return Process("beat", command, ready=lambda: "beat: Starting" in _text(log), log=log, env=env)


class WebServer:
    """The production server on a free port."""

    def __init__(self, env: Mapping[str, str], workers: int = 1) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = Process(
            "web server",
            python(
                f"-m granian --interface wsgi --port {port} --workers {workers} --blocking-threads 32"
                " cpg.wsgi:application"
            ),
            ready=lambda: answers(self.url),
            log=temporary_folder("web") / "log",
            env=env,
        )

    def start(self) -> None:
        self.process.start()

    def stop(self) -> None:
        self.process.stop()


def answers(url: str) -> bool:
    """Whether the web server at this address answers its health check."""
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def python(arguments: str) -> list[str]:
    """A command of this Python, from arguments that hold no spaces."""
    return [sys.executable, *arguments.split()]


def _text(log: Path) -> str:
    return log.read_text(errors="replace") if log.exists() else ""
