"""`scripts/setup.sh`: what each stage asks uv for, and when it asks nothing. A stand-in of uv notes them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UV = """#!/bin/sh
case $1 in
--version) echo "uv $(sed -n 's/^UV_VERSION=//p' scripts/setup.sh)" ;;
sync) shift; echo "$@" >>calls; mkdir -p .venv/bin; ln -sf {python} .venv/bin/python ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "scripts").mkdir()
    for name in ("scripts/setup.sh", "pyproject.toml", "uv.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    uv = tmp_path / ".tools" / "bin" / "uv"
    uv.parent.mkdir(parents=True)
    uv.write_text(UV.format(python=sys.executable))
    uv.chmod(0o755)
    return tmp_path


def set_up(project: Path, *stage: str, **environment: str) -> list[str]:
    """The arguments of the `uv sync` that this set-up ran: empty when it had nothing to do."""
    calls = project / "calls"
    calls.unlink(missing_ok=True)
    path = {"PATH": "/usr/bin:/bin", "HOME": str(project)}
    subprocess.run(["scripts/setup.sh", *stage], cwd=project, env=path | environment, check=True)
    return calls.read_text().split() if calls.exists() else []


def test_running_installs_no_development_package(project: Path) -> None:
    assert set_up(project, "running") == ["--locked", "--quiet", "--no-dev"]


def test_development_adds_its_packages_to_those_of_running(project: Path) -> None:
    set_up(project, "running")
    assert set_up(project, "development") == ["--locked", "--quiet", "--compile-bytecode"]


def test_nothing_is_installed_twice(project: Path) -> None:
    for stage in ("running", "development"):
        assert set_up(project, stage)
        assert not set_up(project, stage)


def test_running_keeps_the_development_packages(project: Path) -> None:
    set_up(project, "development")
    assert not set_up(project, "running")


def test_running_updates_the_development_packages_too_when_the_lock_changed(project: Path) -> None:
    set_up(project, "development")
    with (project / "uv.lock").open("a") as lock:
        lock.write("# changed\n")
    assert set_up(project, "running") == ["--locked", "--quiet", "--compile-bytecode"]
    assert not set_up(project, "development")


def test_an_environment_of_before_the_stages_is_one_of_development(project: Path) -> None:
    set_up(project, "development")
    (project / ".venv" / ".locked").write_text("123 456 /somewhere")
    assert "--no-dev" not in set_up(project, "running")


def test_all_is_compiled_where_python_keeps_no_bytecode(project: Path) -> None:
    assert "--compile-bytecode" in set_up(project, "running", PYTHONDONTWRITEBYTECODE="1")


def test_an_unknown_stage_is_refused(project: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        set_up(project, "runing")
