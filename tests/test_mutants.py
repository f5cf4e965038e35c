"""The command that mutates the computation: what it draws, and that a control kills what it notices, no more."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.mutants.mutations import mutants_of

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = '''"""A docstring with 3 words."""

LEAST = 3


@cache(1)
def chosen(values: list[int], *, strict: bool = True) -> int | None:
    if not values and LEAST <= 4 - len(values):
        return None
    return min(values) if strict else -1
'''


def test_every_single_change_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "sample.py"
    path.write_text(SAMPLE)
    mutants = list(mutants_of(path))
    assert [(mutant.line, mutant.before, mutant.after) for mutant in mutants] == [
        (3, "3", "4"),
        (3, "3", "2"),
        (7, "True", "False"),
        (8, "not values and LEAST <= 4 - len(values)", "not values or LEAST <= 4 - len(values)"),
        (8, "not values", "values"),
        (8, "LEAST <= 4 - len(values)", "LEAST < 4 - len(values)"),
        (8, "4 - len(values)", "4 + len(values)"),
        (8, "4", "5"),
        (8, "4", "3"),
        (10, "min(values) if strict else -1", "-1 if strict else min(values)"),
        (10, "min(values)", "max(values)"),
        (10, "-1", "1"),
        (10, "1", "2"),
        (10, "1", "0"),
    ]
    for mutant in mutants:
        assert ast.dump(ast.parse(mutant.source)) != ast.dump(ast.parse(SAMPLE)), mutant.name
        assert mutant.diff.count("\n+") == 2, "the header and the line that changed"


EVERY_CASE = (
    "all(half_up(n, d) == (-1 if n < 0 else 1) * ((2 * abs(n) + d) // (2 * d))"
    " for n in range(-30, 31) for d in range(1, 8))"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("control", "code", "said"),
    [
        (EVERY_CASE, 0, "4 mutants tués sur 4"),
        ("half_up", 1, "0 mutants tués sur 4"),
        ("half_up(5, 10) == 0", 2, "sans aucun mutant"),
    ],
)
def test_a_control_kills_what_it_notices_and_nothing_else(
    control: str, code: int, said: str, tmp_path: Path
) -> None:
    test = tmp_path / "test_control.py"
    test.write_text(
        f"from indicators.domain.exact import half_up\n\ndef test_control():\n    assert {control}\n"
    )
    asked = ["--modules", "exact", "--lines", "27", "32", "--count", "4", "--seed", "5", "--tests", str(test)]
    done = subprocess.run(
        [sys.executable, "-m", "scripts.mutants", *asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr
