"""The web process leaves what it loaded out of its collections."""

import subprocess
import sys

from cpg.collector import YOUNG

ASKED = """
import gc
import cpg.wsgi
print(gc.get_threshold()[0], gc.get_freeze_count() > 50_000)
"""


def test_the_web_process_collects_rarely_and_not_what_it_loaded(tmp_path):
    environment = {"PATH": "/usr/bin:/bin", "CPG_STATE_DIR": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=True
    )
    assert found.stdout.split()[-2:] == [str(YOUNG), "True"]
