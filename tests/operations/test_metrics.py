"""Metrics: bounded labels, no personal data, a fixed number of queries; sums of all web processes."""

import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import requests
import yaml
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest

from accounts.models import OutboxMail
from accounts.rights import Role
from cpg.bounded import Bounded
from cpg.operations.metrics import waiting
from cpg.operations.metrics.collecting import FAMILIES, WhatWaits
from cpg.operations.metrics.requests import REGISTRY, RequestMetrics
from cpg.urls import urlpatterns
from indicators.models import WorkerHeartbeat
from tests.factories import make_user
from tests.support.process import Process, free_port, temporary_folder
from tests.support.services import answers

SAMPLE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


def samples(text: str) -> dict[tuple[str, str], float]:
    return {(name, labels): float(figure) for name, labels, figure in SAMPLE.findall(text)}


def counted() -> dict[tuple[str, str], float]:
    return samples(generate_latest(REGISTRY).decode())


@pytest.mark.django_db
def test_requests_are_counted_by_the_name_of_their_route_and_nothing_else(client, settings) -> None:
    settings.METRICS_PORT = 9464
    before = counted()
    client.get(reverse("account_login"))
    for unknown in ("camille.martin", "dominique"):
        client.get(f"/inconnu/{unknown}.php")
    client.generic("SPRAY", reverse("account_login"))
    after = counted()
    new = {key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key, 0)}
    requests_of = {labels: figure for (name, labels), figure in new.items() if name == "cpg_requests_total"}
    assert requests_of == {
        'method="GET",route="account_login",status="2xx"': 1,
        'method="GET",route="autre",status="4xx"': 2,
        'method="autre",route="account_login",status="4xx"': 1,
    }
    assert new["cpg_request_seconds_count", 'route="account_login"'] == 2
    assert "camille" not in generate_latest(REGISTRY).decode()


def test_without_a_port_nothing_is_counted(settings) -> None:
    settings.METRICS_PORT = 0
    with pytest.raises(MiddlewareNotUsed):
        RequestMetrics(lambda request: HttpResponse())


def test_there_are_not_more_series_than_prometheus_takes_easily() -> None:
    """Every route, with its buckets: a few thousands."""
    assert urlpatterns
    assert 50 < len(get_resolver().reverse_dict) < 1000


@pytest.mark.django_db
def test_what_waits_is_read_in_a_fixed_number_of_queries(settings, monkeypatch) -> None:
    now = timezone.now()
    for queue in ("interactive", "bulk"):
        WorkerHeartbeat.objects.create(queue=queue, at=now - timedelta(seconds=90))
    user = make_user(Role.LECTEUR)
    old = now - timedelta(hours=3)
    for key, due in (("a", now), ("b", now), ("c", None)):
        OutboxMail.objects.create(
            user=user, key=key, kind="k", subject="s", body="b", created_at=old, next_try_at=due
        )
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = {(each.name, each.labels): each.figure for each in waiting._stored(now)}
    assert len(queries) == 6
    assert found["cpg_worker_heartbeat_age_seconds", ("bulk",)] == 90
    assert found["cpg_mails_waiting", ()] == 2
    assert found["cpg_mails_oldest_seconds", ()] == 3 * 3600
    assert found["cpg_mails_given_up", ()] == 1
    assert found["cpg_closings", ()] == 0
    assert {name for name, _ in found} <= FAMILIES.keys()


def _away() -> list[waiting.Measure]:
    raise OSError


def test_a_source_that_does_not_answer_is_said_so_and_hides_no_other(settings, tmp_path) -> None:
    settings.STATE_DIR, settings.BACKUP_DIR = tmp_path, str(tmp_path)
    (tmp_path / f"cpg-{timezone.now() - timedelta(hours=2):%Y%m%dT%H%M%SZ}.tar.gz").touch()
    collector = WhatWaits()
    collector._sources["database"] = Bounded(_away)
    registry = CollectorRegistry()
    registry.register(collector)
    found = samples(generate_latest(registry).decode())
    assert found["cpg_source_up", 'source="database"'] == 0
    assert found["cpg_source_up", 'source="disk"'] == 1
    assert 7200 <= found["cpg_backup_age_seconds", ""] < 7300
    assert ("cpg_pending_recomputes", "") not in found


@pytest.mark.servers
def test_several_web_processes_are_summed_up_on_a_port_of_their_own() -> None:
    folder, port, metrics = temporary_folder("metrics"), free_port(), free_port()
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "cpg.settings.dev",
        "CPG_STATE_DIR": str(folder),
        "WEB_PORT": str(port),
        "WEB_PROCESSES": "2",
        "METRICS_PORT": str(metrics),
        "TMPDIR": str(folder),
    }
    web = Process(
        "web",
        [sys.executable, "-m", "cpg.server"],
        ready=lambda: answers(f"http://127.0.0.1:{port}"),
        log=folder / "web.log",
        env=environment,
    )
    web.start()
    try:
        for _ in range(40):
            # Without tables, which this test does not need, every page is an error.
            assert requests.get(f"http://127.0.0.1:{port}/inconnu.php", timeout=20).status_code == 500
        text = requests.get(f"http://127.0.0.1:{metrics}/metrics", timeout=20).text
        assert samples(text)["cpg_requests_total", 'method="GET",route="autre",status="5xx"'] == 40
        assert samples(text)["cpg_source_up", 'source="database"'] == 0
        # The pages are not where the metrics are, and the other way round.
        assert requests.get(f"http://127.0.0.1:{port}/metrics", timeout=20).status_code == 500
        assert len(list(Path(folder).glob("cpg-metrics-*/counter_*.db"))) == 2
    finally:
        web.stop()
    assert list(Path(folder).glob("cpg-metrics-*")) == []


def test_the_alerts_and_the_page_of_operations_name_metrics_that_exist() -> None:
    ours = {
        "cpg_requests_total",
        "cpg_request_seconds",
        "cpg_request_seconds_bucket",
        "cpg_source_up",
        *FAMILIES,
    }
    folder = Path(__file__).resolve().parents[2] / "docs" / "exploitation"
    alerts = yaml.safe_load((folder / "alertes.yml").read_text())["groups"][0]["rules"]
    watched = {name for rule in alerts for name in re.findall(r"\bcpg_\w+", rule["expr"])}
    table = re.findall(r"^\| `cpg_.*", (folder / "README.md").read_text(), re.MULTILINE)
    told = set(re.findall(r"`(cpg_\w+)`", "\n".join(table)))
    assert watched <= ours
    assert ours - told == {"cpg_request_seconds_bucket"}
    assert told <= ours
