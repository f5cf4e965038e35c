"""The smoke journey on the whole stack, as `make smoke` walks it against a running address."""

import os
import subprocess
import sys

import pytest

from tests.support.process import ROOT
from tests.support.stack import Stack


def smoke(base: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, as people run it: a test process may already drive a browser."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.smoke"],
        cwd=ROOT,
        env={**os.environ, "BASE": base},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


@pytest.mark.browser
def test_a_month_entered_changes_attainment_and_the_quarters_file(stack: Stack) -> None:
    done = smoke(stack.url)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.browser
def test_the_journey_notices_that_nobody_answers() -> None:
    assert smoke("http://127.0.0.1:9").returncode != 0
