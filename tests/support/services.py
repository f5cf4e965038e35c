"""The application's own processes, as in production: worker, scheduler and web server, each a process of its own."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress

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
    command = ["-m", "celery", "-A", "cpg", "worker", "--pool", "solo", "--loglevel", "INFO", "--without-mingle"]
    worker = Process("worker", [sys.executable, *command], ready=lambda: " ready." in worker.output, log=log, env=env)
    return worker


def celery_beat(env: Mapping[str, str]) -> Process:
    """The scheduler, which sends the sweep of what was left."""
    folder = temporary_folder("beat")
    command = ["-m", "celery", "-A", "cpg", "beat", "--loglevel", "INFO", "--pidfile", "", "--schedule", str(folder / "due")]
    beat = Process(
        "beat", [sys.executable, *command], ready=lambda: "beat: Starting" in beat.output, log=folder / "log", env=env
    )
    return beat


class WebServer:
    """The production server on a free port."""

    def __init__(self, env: Mapping[str, str]) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = Process(
            "web server",
            [
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
                "--workers", "1", "--blocking-threads", "4", "cpg.wsgi:application",
            ],  # fmt: skip
            ready=self._answers,
            log=temporary_folder("web") / "log",
            env=env,
        )

    def start(self) -> None:
        self.process.start()

    def stop(self) -> None:
        self.process.stop()

    def _answers(self) -> bool:
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        return False
