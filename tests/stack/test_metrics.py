"""Prometheus reads jobs by queue, whichever worker did them, and what waits."""

import requests

from tests.operations.test_metrics import samples
from tests.support import drill
from tests.support.process import wait_until
from tests.support.stack import Stack
from tests.support.writing import Programs

DONE = 'job="indicators.jobs.recompute",outcome="fait",queue="interactive"'


def read(stack: Stack) -> dict[tuple[str, str], float]:
    return samples(requests.get(f"http://127.0.0.1:{stack.env['METRICS_PORT']}/metrics", timeout=20).text)


def test_an_entry_is_counted_as_a_request_and_as_a_job_of_its_queue(stack: Stack) -> None:
    before = read(stack)
    programs = Programs(stack.url, drill.issue_a_token(stack))
    path, version = next(iter(programs.months(drill.CONTRACT, 1).items()))
    headers = {"Authorization": f"Bearer {programs.secret}", "If-Match": f'"{version}"'}
    body = {"value": "271828", "reason": "mesures"}
    assert requests.put(stack.url + path, json=body, headers=headers, timeout=30).status_code == 200

    done = ("cpg_jobs_total", DONE)
    wait_until(lambda: read(stack).get(done, 0) > before.get(done, 0), 60, "the job is counted")
    after = read(stack)
    put = [key for key in after if key[0] == "cpg_requests_total" and 'method="PUT"' in key[1]]
    assert sum(after[key] for key in put) > sum(before.get(key, 0) for key in put)
    for source in ("database", "redis", "disk"):
        assert after["cpg_source_up", f'source="{source}"'] == 1
    for queue in ("interactive", "bulk", "documents"):
        assert after["cpg_queue_length", f'queue="{queue}"'] >= 0
        assert after["cpg_worker_heartbeat_age_seconds", f'queue="{queue}"'] < 60
    assert after["cpg_pending_oldest_seconds", ""] < 60
