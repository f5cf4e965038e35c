"""Run tests against one mutant, in a process of its own that imports the changed module in place of the real one."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

from scripts.mutants.mutations import Mutant

PACKAGE = "indicators.domain"
SETTINGS = Path(__file__).with_name("pytest.ini")
ROOT = Path(__file__).resolve().parents[2]
# Types and what is computed from them without the domain's rules: kept from one mutant to the next.
KEPT = {"indicators.domain.model", "tests.domain.seeded"}
LONGEST = 300  # seconds: a mutant that never ends is killed


class Changed(MetaPathFinder, Loader):
    """Imports one module from the text of a mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant, self.name = mutant, f"{PACKAGE}.{mutant.module}"

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        return spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source, self.name, "exec"), module.__dict__)  # noqa: S102 the mutant runs, that is the test


def start(mutant: Mutant | None, tests: Sequence[str]) -> int:
    """Fork a process that runs the tests, and return its number. Without a mutant the module is the real one."""
    pid = os.fork()
    if pid == 0:
        code = 1
        with suppress(BaseException):
            code = _run(mutant, tests)
        os._exit(code)
    return pid


def finished() -> tuple[int, bool]:
    """Wait for one of the processes: its number, and whether its tests all passed."""
    pid, status = os.wait()
    return pid, status == 0


def _run(mutant: Mutant | None, tests: Sequence[str]) -> int:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    signal.alarm(LONGEST)
    for name in list(_stale()):
        del sys.modules[name]
    if mutant is not None:
        sys.meta_path.insert(0, Changed(mutant))
    settings.register_profile("mutants", derandomize=True, deadline=None, max_examples=30, database=None)
    settings.load_profile("mutants")
    options = ["-x", "-q", "-c", str(SETTINGS), "--rootdir", str(ROOT), "--noconftest"]
    return int(pytest.main([*options, "-m", "not slow", "-p", "no:cacheprovider", "-p", "no:django", *tests]))


def _stale() -> Iterator[str]:
    """What may hold the real module: imported again by the tests."""
    for name in sys.modules:
        if name.startswith((PACKAGE, "tests.domain.")) and not (name in KEPT or ".oracle" in name):
            yield name
