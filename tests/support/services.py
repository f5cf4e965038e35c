"""The application's own processes, as in production: worker, scheduler and web server, each a process of its own."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tests.support.process import Process, free_port, temporary_folder


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
                f"-m granian --interface wsgi --port {port} --workers {workers} --blocking-threads 4"
                " cpg.wsgi:application"
            ),
            ready=self._answers,
            log=temporary_folder("web") / "log",
            env=env,
        )

    def start(self) -> None:
        self.process.start()

    def stop(self) -> None:
        self.process.stop()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def python(arguments: str) -> list[str]:
    """A command of this Python, from arguments that hold no spaces."""
    return [sys.executable, *arguments.split()]


def _text(log: Path) -> str:
    return log.read_text(errors="replace") if log.exists() else ""
