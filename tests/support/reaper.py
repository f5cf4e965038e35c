"""Ends what a killed test run would leave behind.

A small process of its own, started once for each test process, reads on its standard input what to watch: `+PID` a
process started for the tests, `-PID` one that was stopped, `>FOLDER` a folder to remove. When the input ends, because
the tests are over or were killed, it kills and removes what is still there.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path


def family(pid: int) -> list[int]:
    """The process and its descendants, read from /proc; the process alone where there is no /proc."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for member in found:
        found.extend(children.get(member, []))
    return found


def command_of(pid: int) -> bytes:
    """How it was started; nothing of one that has ended since it was listed, as PostgreSQL's own do at any moment."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that ended and that nobody waited for does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


class Reaper:
    """The tests' end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def watch(self, pid: int) -> None:
        self._say(f"+{pid}")

    def forget(self, pid: int) -> None:
        self._say(f"-{pid}")

    def remove_at_the_end(self, folder: Path) -> None:
        self._say(f">{folder}")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


@cache
def _made() -> Reaper:
    return Reaper()


making = threading.Lock()


def reaper() -> Reaper:
    """The one of this process. Of two that threads made at once, one would be dropped, and kill what it watches."""
    with making:
        return _made()


def main() -> None:
    pids: set[int] = set()
    folders: set[str] = set()
    for line in sys.stdin:
        what, subject = line[0], line[1:].rstrip("\n")
        if what == "+":
            pids.add(int(subject))
        elif what == "-":
            pids.discard(int(subject))
        else:
            folders.add(subject)
    for pid in pids:
        send(family(pid), signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
