"""Production's services on this machine, each a process of its own: PostgreSQL, Redis, web, two workers, beat; where it
is asked for, a second web server and a worker that stands in for the two.

PostgreSQL and Redis are those of DATABASE_URL and REDIS_URL where these are set, else they are started, with what they
hold in the stack's folder.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg

from cpg.settings.embedded import kept_secret_key
from tests.support.postgres import PostgresServer
from tests.support.process import Process, wait_until
from tests.support.reaper import reaper
from tests.support.redis_server import RedisServer
from tests.support.services import Application, answers

DATABASE = "cpg"
HEARTBEAT_SECONDS = "2"
READY_SECONDS = 240
STOP_SECONDS = 40
CELERY = ("-m", "celery", "--quiet", "-A", "cpg")


class Stack(Application):
    """`start` everything, or `servers`, `prepare` and `processes` one after the other. `second` is the environment of
    the second web server, where there are two of each.
    """

    def __init__(
        self, folder: Path, port: int, *, second: Mapping[str, str] | None = None, **environment: str
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.url = _address(port)
        self.postgres = (
            None if os.environ.get("DATABASE_URL") else PostgresServer((), folder=_in(folder, "postgres"))
        )
        self.redis = None if os.environ.get("REDIS_URL") else RedisServer(_in(folder, "redis"))
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cpg.settings.stack",
            "CPG_STATE_DIR": str(folder),
            "SECRET_KEY": kept_secret_key(folder / "secret_key"),
            "ALLOWED_HOSTS": "127.0.0.1",
            "WEB_PORT": str(port),
            # One for both web servers: links in mails, origins.
            "PUBLIC_URL": os.environ.get("PUBLIC_URL", self.url),
            "HEARTBEAT_SECONDS": HEARTBEAT_SECONDS,
            "EMAIL_URL": os.environ.get("EMAIL_URL", "console:"),
            **environment,
        }
        if self.postgres:
            self.env["DATABASE_URL"] = self.postgres.url(DATABASE)
        if self.redis:
            self.env["REDIS_URL"] = self.redis.url()
        self.web = self.web_server("web")
        self.interactive = self.worker("interactive", queues="interactive", at_once=1)
        self.bulk = self.worker("bulk", queues="bulk,documents", at_once=2)
        self.beat = self._process(
            "beat", *CELERY, "beat", "--pidfile", "", "--schedule", str(folder / "due"),
            ready=lambda: "beat: Starting" in self.beat.said,
        )  # fmt: skip
        self.second = Second(self, second) if second else None

    @property
    def processes(self) -> tuple[Process, ...]:
        """In the order in which they are stopped: nothing new is asked for, then what was asked is finished."""
        if self.second is None:
            return (self.beat, self.web, self.interactive, self.bulk)
        return (self.beat, self.web, self.second.web, self.interactive, self.bulk, self.second.worker)

    @property
    def urls(self) -> tuple[str, ...]:
        return (self.url, self.second.url) if self.second else (self.url,)

    def start(self, *loads: str) -> None:
        self.start_servers()
        self.prepare(*loads)
        self.start_processes()
        self.wait_until_ready()

    def start_servers(self) -> None:
        if self.postgres:
            self.postgres.start()
            with psycopg.connect(self.postgres.url()) as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
                ).fetchone()
            if not known:
                self.postgres.create_database(DATABASE)
        if self.redis:
            self.redis.start()

    def prepare(self, *loads: str) -> None:
        """Tables; and, in a database that has no contract, what these commands load, else all of the demonstration."""
        (self.folder / "static").mkdir(exist_ok=True)
        self.manage("migrate", "--noinput")
        if self.ask("SELECT 1 FROM commitments_contract LIMIT 1") == []:
            for command in loads or ("load_demo",):
                self.manage(command)

    def start_processes(self) -> None:
        reaper()
        with ThreadPoolExecutor(len(self.processes)) as threads:
            for started in [threads.submit(process.start, READY_SECONDS) for process in self.processes]:
                started.result()

    def wait_until_ready(self) -> None:
        """AssertionError that tells what fails, and the last lines of every process, when it is not well in time."""
        try:
            wait_until(
                lambda: bool(self.readiness()["ok"]), READY_SECONDS, f"{self.url}/readyz says all is well"
            )
        except AssertionError as error:
            raise AssertionError("\n".join([str(error), *self._state()])) from error

    def stop(self) -> None:
        for process in self.processes:
            process.stop(seconds=STOP_SECONDS)
        for server in (self.redis, self.postgres):
            if server:
                server.stop()

    def _state(self) -> Iterator[str]:
        yield json.dumps(self.readiness()["checks"], ensure_ascii=False, indent=1)
        for process in self.processes:
            yield f"{process.name}: {'runs' if process.runs else 'has ended'}\n{process.output[-2000:]}"

    def readiness(self) -> dict[str, Any]:
        """What /readyz answers, whatever its status; not well, where it does not."""
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=20) as response:
                found: dict[str, Any] = json.load(response)
        except urllib.error.HTTPError as error:
            found = json.load(error)
        except OSError as error:
            found = {"ok": False, "checks": {"web": str(error)}}
        return found

    def web_server(self, name: str, **environment: str) -> Process:
        url = _address({**self.env, **environment}["WEB_PORT"])
        return self._process(name, "-m", "cpg.server", ready=lambda: answers(url), **environment)

    def worker(self, name: str, *, queues: str, at_once: int) -> Process:
        command = (*CELERY, "worker", "-n", f"{name}@%h", "-Q", queues, "--concurrency", str(at_once))
        worker = self._process(name, *command, ready=lambda: " ready." in worker.said)
        return worker

    def _process(self, name: str, *arguments: str, ready: Callable[[], bool], **environment: str) -> Process:
        log = self.folder / f"{name}.log"
        env = {**self.env, **environment}
        return Process(name, [sys.executable, *arguments], ready=ready, log=log, env=env)


class Second:
    """A web server with its own WEB_PORT and METRICS_PORT, and a worker of all queues, for when the others are away."""

    def __init__(self, stack: Stack, environment: Mapping[str, str]) -> None:
        self.url = _address(environment["WEB_PORT"])
        self.metrics_port = environment.get("METRICS_PORT")
        self.web = stack.web_server("web-2", **environment)
        self.worker = stack.worker("worker-2", queues="interactive,bulk,documents", at_once=1)


def _address(port: int | str) -> str:
    return f"http://127.0.0.1:{port}"


def _in(folder: Path, name: str) -> Path:
    found = folder / name
    found.mkdir(exist_ok=True)
    return found
