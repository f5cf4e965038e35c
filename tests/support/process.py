"""A program started for the tests, which a test may stop, kill or freeze."""

import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from tests.support.reaper import family, is_alive, reaper, send

ROOT = Path(__file__).resolve().parents[2]
# Below those that a system takes for connections: a server that is stopped for a while would lose its port to one.
PORTS = range(20_000, 32_000)
# How long a program may take to start, and to end: on a busy machine, minutes.
READY_SECONDS = 240
KILLED_SECONDS = 60


def temporary_folder(name: str) -> Path:
    """A new folder that everyone may read (servers may run as another user), removed when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix=f"cpg-{name}-"))
    folder.chmod(0o755)
    reaper().remove_at_the_end(folder)
    return folder


def free_port() -> int:
    """A port that is free until it is used, and again between a stop and the next start: the system gives it to no
    connection, and this process holds the same number for UDP, which nobody uses, so that no other one takes it.
    """
    first = os.getpid() % len(PORTS)
    ports: list[int] = [*PORTS[first:], *PORTS[:first]]
    for port in ports:
        with socket.socket(type=socket.SOCK_DGRAM) as claim, socket.socket() as probe:
            try:
                claim.bind(("127.0.0.1", port))
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            # Held until this process ends.
            claim.detach()
            return port
    raise AssertionError(f"no port is free between {PORTS.start} and {PORTS.stop}")


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Poll a condition; AssertionError naming `what` when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.05)


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that start a program as another user."""

    user: str
    group: int
    extra_groups: list[int]


def identity(user: str | None) -> Identity:
    """Those arguments; none when the program runs as ourselves."""
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


class Process:
    """A program; `ready` tests whether it can be used, and its output goes to `log`."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        ready: Callable[[], bool],
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path = ROOT,
        user: str | None = None,
    ) -> None:
        self.name = name
        self.log = log
        self._command = list(command)
        self._ready = ready
        self._env = dict(os.environ if env is None else env)
        self._cwd = cwd
        self._user = user
        self._process: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    def start(self, seconds: float = READY_SECONDS) -> None:
        """Start, and come back when it is ready; AssertionError with its last lines when it is not in time."""
        with self.log.open("ab") as log:
            self._said_before = log.tell()
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,
                **identity(self._user),
            )
        reaper().watch(self._process.pid)
        try:
            wait_until(self._is_ready, seconds, f"{self.name} ready")
        except AssertionError as error:
            self.kill()
            raise AssertionError(f"{error}\n{self.output[-3000:]}") from error

    def stop(self, number: signal.Signals = signal.SIGTERM, seconds: float = 20) -> None:
        """Ask it to end, and insist when it has not after that many seconds."""
        if self._process is None:
            return
        self.thaw()
        self._process.send_signal(number)
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        self._forget()

    def kill(self) -> None:
        """End it and its children at once (SIGKILL); come back when none is left, since PostgreSQL does not start
        while one holds its memory.
        """
        if self._process is None:
            return
        members = self._held_family()
        send(members, signal.SIGKILL)
        self._forget()
        wait_until(
            lambda: not any(map(is_alive, members)), KILLED_SECONDS, f"end of {self.name} and its children"
        )

    def freeze(self) -> None:
        """Let it stay, silent (SIGSTOP), with its children."""
        send(self._held_family(), signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        send(family(self.pid), signal.SIGCONT)

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    @property
    def pid(self) -> int:
        assert self._process is not None, f"{self.name} was not started"
        return self._process.pid

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    @property
    def said(self) -> str:
        """Its output since it was last started."""
        return (
            self.log.read_bytes()[self._said_before :].decode(errors="replace") if self.log.exists() else ""
        )

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _is_ready(self) -> bool:
        assert self._process is not None
        code = self._process.poll()
        assert code is None, f"{self.name} ended with code {code}"
        return self._ready()

    def _held_family(self) -> list[int]:
        """Itself first, stopped: it makes no further child while the others are listed."""
        send([self.pid], signal.SIGSTOP)
        return family(self.pid)

    def _forget(self) -> None:
        if self._process is not None:
            self._process.wait()
            reaper().forget(self._process.pid)
            self._process = None
