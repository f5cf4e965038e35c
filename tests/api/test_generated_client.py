"""A client generated from docs/openapi.json reads attainments and writes a month."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from accounts.rights import Role
from indicators.domain.model import Aggregation
from indicators.recompute import recompute_series
from tests.api.asking import Program
from tests.factories import amount, enter, every_year, make_contract, make_indicator, make_user

ROOT = Path(__file__).resolve().parents[2]
# What the program of another team would do, in a process that knows nothing of this project.
PROGRAM = """
import sys
from client import AuthenticatedClient
from client.api.atteinte import attainments_list, attainments_retrieve
from client.api.valeurs_mensuelles import actuals_retrieve, actuals_update
from client.models import Problem, WrittenMonthRequest

base, secret, *place = sys.argv[1:]
client = AuthenticatedClient(base_url=base, token=secret)
month = actuals_retrieve.sync_detailed(*place, client=client)
etag = month.headers["ETag"]
assert month.parsed.version == 1 and month.parsed.value == "100", month.parsed
written = actuals_update.sync(
    *place, client=client, if_match=etag, body=WrittenMonthRequest(value="250", reason="compte revu")
)
assert (written.version, written.value) == (2, "250"), written
stale = actuals_update.sync(*place, client=client, if_match=etag, body=WrittenMonthRequest(value="1", reason="x"))
assert isinstance(stale, Problem) and stale.code == "stale_version", stale
attained = attainments_retrieve.sync(*place, client=client)
listed = attainments_list.sync(client=client, indicator=place[2], since=place[3], until=place[3])
assert listed.results == [attained], (listed, attained)
print(attained.value, attained.status.value, attained.score)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_client_generated_from_the_schema_reads_attainment_and_writes_a_month(
    live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.JOBS_IN_PROCESS = True
    contract = make_contract()
    indicator = make_indicator(
        contract,
        aggregation=Aggregation.SOMME,
        unit="rendez-vous",
        decimals=0,
        targets=every_year("1200", "2400"),
    )
    enter(indicator, "2024-01", amount(100))
    recompute_series(indicator.pk)
    secret = Program(make_user(Role.CONTROLEUR, contract.body)).secret

    generate(tmp_path)
    place = [contract.body.code, contract.code, indicator.code, "2024-01"]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, live_server.url, secret, *place],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == ["250", "atteint", "100.00"]


def generate(folder: Path) -> None:
    config = folder / "config.yml"
    config.write_text("post_hooks: []\n")
    command = [
        str(Path(sys.executable).with_name("openapi-python-client")),
        *("generate", "--path", str(ROOT / "docs" / "openapi.json"), "--output-path", str(folder / "client")),
        *("--meta", "none", "--config", str(config)),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stdout + done.stderr
