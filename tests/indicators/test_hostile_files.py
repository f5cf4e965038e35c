"""Files that mean harm are refused with a sentence, in under two seconds and a hundred megabytes."""

import json
import os
import subprocess
import sys

import pytest

from commitments.ledger.tables.packages import WORKBOOK
from indicators.imports.preparing import read
from tests.indicators.hostile import HOSTILE, changed, workbook, zip_bomb
from tests.support.process import ROOT

# One process makes and measures them, whatever the number of those that run the tests: two would need the memory of two
# half gigabytes at once.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("hostile files")]

SECONDS, MEGABYTES = 2, 100


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Cost and answer for each file by name; `control` is the bomb, read without the checks."""
    folder = tmp_path_factory.mktemp("fichiers")
    for name, (make, _) in HOSTILE.items():
        (folder / name).write_bytes(make())
    (folder / "control").write_bytes(zip_bomb())
    done = subprocess.run(
        [sys.executable, "-m", "tests.indicators.measuring", str(folder)],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cpg.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )
    return {found["name"]: found for found in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_at_little_cost_and_told_why(measured, name):
    found = measured[name]
    assert "lignes lues" not in found["said"]
    assert HOSTILE[name][1] in found["said"]
    assert found["seconds"] < SECONDS
    assert found["megabytes"] < MEGABYTES


def test_the_measure_sees_a_reader_that_does_not_look(measured):
    assert measured["control"]["megabytes"] > 4 * MEGABYTES


def test_the_result_that_a_spreadsheet_saved_with_its_formula_is_read():
    """A workbook that says it must be computed anew holds no result: its writer put a zero there."""
    content = workbook(formulas=[("E2", "=2+3", 5)])
    (row,) = read(content).rows
    assert [(each.line, each.column, each.text, each.code) for each in row.faults] == [
        (2, "valeur", "=2+3", "formula_without_result")
    ]
    computed = changed(content, {WORKBOOK: lambda text: text.replace(' fullCalcOnLoad="1"', "")})
    (row,) = read(computed).rows
    assert (row.text("valeur"), row.faults) == ("5", [])
