"""Who may import whom: the contracts of pyproject.toml hold, and each notices what it is there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("accounts", "commitments", "cpg", "dashboards", "indicators")
LINT = [
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))",
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "", "XDG_RUNTIME_DIR": str(folder), "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(LINT, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_every_contract_holds() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("indicators/domain/rounding.py", "import django", "The computation is plain Python"),
        ("cpg/shared/__init__.py", "import django", "What is shared is plain Python"),
        ("accounts/rights.py", "import indicators.models", "Applications"),
        ("indicators/models/target.py", "import indicators.recording", "Inside indicators"),
        ("indicators/new_corner.py", "", "Inside indicators"),
        ("dashboards/month/forms.py", "import cpg.settings.environment", "The composition root"),
        ("dashboards/shared/rows.py", "import dashboards.overview.page", "Inside dashboards"),
        ("commitments/ledger/state.py", "import commitments.models", "Inside commitments"),
    ],
)
def test_a_contract_notices_what_it_forbids(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / module).open("a") as file:
        file.write(f"\n{line}\n")

    result = lint(tmp_path)

    assert result.returncode != 0
    broken = [name for name in result.stdout.splitlines() if " BROKEN" in name]
    assert any(name.startswith(contract) for name in broken), result.stdout
