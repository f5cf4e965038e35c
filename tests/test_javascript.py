"""The linter of `make check` finds mistakes in the pages' JavaScript, and finds none in what is there."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINTER = (str(Path(sys.executable).parent / "oxlint"), "--deny-warnings", "--config", ".oxlintrc.json")
pytestmark = pytest.mark.slow


def lint(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LINTER, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_pages_have_no_mistake() -> None:
    assert lint(ROOT / "cpg" / "static" / "cpg" / "js").returncode == 0


@pytest.mark.parametrize(
    ("script", "rule"),
    [
        ("export function next(month, year) { return month + 1; }", "no-unused-vars"),
        ("export const total = monnths.length;", "no-undef"),
        ("export const isZero = (value) => value == 0;", "eqeqeq"),
        ("export function pick(x) { return 1; x(); }", "no-unreachable"),
    ],
)
def test_a_mistake_is_refused(tmp_path: Path, script: str, rule: str) -> None:
    (tmp_path / "page.js").write_text(script)
    answer = lint(tmp_path / "page.js")
    assert answer.returncode == 1
    assert rule in answer.stdout
