"""Log lines of a worker have the id of the request that asked for the job; all lines are JSON."""

import json
from typing import Any

import pytest
import requests

from tests.support import drill
from tests.support.process import Process, wait_until
from tests.support.stack import Stack
from tests.support.writing import Programs

# Too long to be, by chance, a part of an instant or of an id.
VALUE = "3141592653"


def lines(process: Process) -> list[dict[str, Any]]:
    return [json.loads(line) for line in whole_lines(process) if line.startswith("{")]


def whole_lines(process: Process) -> list[str]:
    """The last one may still be on its way."""
    return process.said.rpartition("\n")[0].splitlines()


def of(process: Process, request_id: str) -> dict[str, dict[str, Any]]:
    return {line["event"]: line for line in lines(process) if line.get("request_id") == request_id}


def test_a_job_is_told_with_its_id_and_the_id_of_the_request_that_asked_for_it(stack: Stack) -> None:
    programs = Programs(stack.url, drill.issue_a_token(stack))
    path, version = next(iter(programs.months(drill.CONTRACT, 1).items()))
    headers = {
        "Authorization": f"Bearer {programs.secret}",
        "If-Match": f'"{version}"',
        "User-Agent": "Programme secret",
    }
    body = {"value": VALUE, "reason": "motif à taire"}
    assert requests.put(stack.url + path, json=body, headers=headers, timeout=30).status_code == 200

    request_id = next(
        line["request_id"] for line in reversed(lines(stack.web)) if line.get("request") == f"PUT {path}"
    )
    wait_until(lambda: "task_succeeded" in of(stack.interactive, request_id), 60, "the job is told as done")
    web, worker = of(stack.web, request_id), of(stack.interactive, request_id)
    assert {"request_started", "task_enqueued", "request_finished"} <= set(web)
    assert web["task_enqueued"]["routing_key"] == "interactive"
    assert worker["task_started"]["task_id"] == web["task_enqueued"]["child_task_id"]
    assert worker["task_succeeded"]["user_id"] == web["request_finished"]["user_id"] == "controleur"
    told = stack.web.said + stack.interactive.said
    for secret in (programs.secret, "Programme secret", "motif à taire", VALUE):
        assert secret not in told
    assert "127.0.0.1" not in json.dumps([web, worker])


@pytest.mark.parametrize("name", ["web", "interactive", "bulk", "beat"])
def test_every_line_is_json(stack: Stack, name: str) -> None:
    process = getattr(stack, name)
    assert [line for line in whole_lines(process) if line and not line.startswith("{")] == []
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines(process))
