"""What `make bench-scaling` measures on the production server, two processes, one client: pages, entries and memory."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import requests
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from accounts.models import Body, User
from accounts.rights import Scope
from accounts.tokens import issue
from bench.pages import served
from commitments.models import Contract
from tests.support.reaper import family

MARK = "banc"


def measured_on_a_server(runs: int) -> Iterator[tuple[str, float]]:
    contract = Contract.objects.select_related("body").earliest("pk")
    place = f"{contract.body.code}/{contract.code}"
    yield "dashboard made anew, ms", _made_anew(f"/{place}/", runs)
    secret = _token(contract.body)
    with served() as (visits, server):
        for name, path in {
            "dashboard": f"/{place}/",
            "an indicator": f"/{place}/R6/",
            "completeness": f"/{place}/completude/",
        }.items():
            yield f"{name}, kept, ms", median(visits.timed_requests(path, 1, runs + 4)[4:])
        yield "memory of a web process, MB", _memory(server.process.pid)
        yield (
            "a month entered by the API, ms",
            _entries(f"{visits.url}/api/v1/actuals/{place}/R6/", secret, runs),
        )
        first, *others = visits.timed_requests(f"/reseau/{contract.code}/", 1, 5)
        yield "network page of all bodies, first, ms", first
        yield "network page of all bodies, kept, ms", median(others)
        yield "memory after it, MB", _memory(server.process.pid)


def _made_anew(path: str, runs: int) -> float:
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(User.objects.get(username="direction"))
    times = []
    for _ in range(runs):
        caches["pages"].clear()
        started = time.perf_counter()
        client.get(path)
        times.append((time.perf_counter() - started) * 1000)
    return median(times)


def _token(body: Body) -> str:
    user = User.objects.get(username="controleur")
    end = timezone.now() + timedelta(days=1)
    return issue(user=user, label=MARK, scope=Scope.ECRITURE, bodies=[body], expires_at=end)[1]


def _entries(months: str, secret: str, runs: int) -> float:
    """One month after another, each with its version; its recompute is part of it, as no worker runs."""
    session, times = requests.Session(), []
    session.headers["Authorization"] = f"Bearer {secret}"
    for number in range(runs):
        address = f"{months}2023-{number % 12 + 1:02d}/"
        version = session.get(address, timeout=60).headers["ETag"]
        body, headers = {"value": str(20_000 + number), "reason": MARK}, {"If-Match": version}
        started = time.perf_counter()
        answer = session.put(address, json=body, headers=headers, timeout=60)
        times.append((time.perf_counter() - started) * 1000)
        answer.raise_for_status()
    return median(times)


def _memory(server: int) -> float:
    """Of the largest process of the server: what it holds alone and its part of what is shared."""
    parts = [_proportional(pid) for pid in family(server) if Path(f"/proc/{pid}/smaps_rollup").exists()]
    return max(parts) / 1000


def _proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
