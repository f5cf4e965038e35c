"""Answers of /healthz and /readyz, in the embedded default and from plain values."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from cpg import health, readiness
from cpg.bounded import Bounded, answer_before
from cpg.readiness import Stored
from indicators import jobs
from indicators.models import PendingRecompute, WorkerHeartbeat
from tests.factories import make_contract, make_indicator

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


def stored(beat_age: int | None = None, pending_age: int | None = None) -> Stored:
    heartbeats = {} if beat_age is None else {"bulk": NOW - timedelta(seconds=beat_age)}
    oldest = None if pending_age is None else NOW - timedelta(seconds=pending_age)
    return Stored(3, heartbeats, oldest)


@pytest.mark.parametrize(
    ("found", "ok", "figure", "said"),
    [
        (stored(beat_age=0), True, 0, "a fait le travail"),
        (stored(beat_age=60), True, 60, "a fait le travail"),
        (
            stored(beat_age=61),
            False,
            61,
            "depuis 61\u00a0s\u00a0: vérifiez le worker de la file bulk, puis beat",
        ),
        (stored(), False, None, "Aucun signe de vie"),
        (None, False, None, "base de données ne répond pas"),
    ],
)
def test_a_queue_is_well_while_its_last_sign_of_life_is_young(found, ok, figure, said):
    check = readiness.worker("bulk", found, NOW, 60)
    assert (check.name, check.ok, check.figure) == ("worker_bulk", ok, figure)
    assert said in check.reason


@pytest.mark.parametrize(
    ("found", "ok", "figure", "said"),
    [
        (stored(), True, 0, "Aucun calcul n’attend"),
        (stored(pending_age=120), True, 120, "suivent"),
        (stored(pending_age=121), False, 121, "recompute_failed"),
        (None, False, None, "base de données ne répond pas"),
    ],
)
def test_computing_follows_while_the_oldest_that_waits_is_young(found, ok, figure, said):
    check = readiness.pending(found, NOW, 120)
    assert (check.ok, check.figure) == (ok, figure)
    assert said in check.reason


def test_one_that_fails_makes_the_whole_fail_and_is_named():
    report = readiness.report(
        [readiness.database(stored()), readiness.redis(None), readiness.not_used("worker")]
    )
    assert report["ok"] is False
    told = report["checks"]
    assert {name: check["ok"] for name, check in told.items()} == {
        "database": True,
        "redis": False,
        "worker": True,
    }
    assert "REDIS_URL" in told["redis"]["reason"]


@pytest.mark.django_db
def test_the_embedded_default_uses_neither_redis_nor_workers(client, settings):
    settings.JOBS_IN_PROCESS = True
    answer = client.get("/readyz")
    told = answer.json()["checks"]
    assert answer.status_code == 200
    assert list(told) == ["database", "redis", "worker", "pending", "disk"]
    assert [told[name]["used"] for name in told] == [True, False, False, True, True]
    assert "Non utilisé" in told["redis"]["reason"]


@pytest.mark.django_db
def test_what_waits_too_long_is_told_as_unavailable(client, settings):
    settings.JOBS_IN_PROCESS = True
    indicator = make_indicator(make_contract())
    asked = timezone.now() - timedelta(seconds=settings.PENDING_LATE_SECONDS + 5)
    PendingRecompute.objects.create(indicator=indicator, wanted_sequence=1, requested_at=asked)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["pending"]["figure"] >= settings.PENDING_LATE_SECONDS + 5


def test_a_database_that_fails_is_told_and_not_raised(client, settings, monkeypatch):
    def fails():
        raise DatabaseError

    settings.JOBS_IN_PROCESS = True
    monkeypatch.setattr(health, "_read_stored", fails)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["ok"] is False


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_both_answer_by_whatever_name_the_machine_is_reached(client, path):
    """A container asks by 127.0.0.1, a load balancer by an address."""
    assert client.get(path, headers={"host": "10.1.2.3"}).status_code != 400
    assert client.get("/", headers={"host": "10.1.2.3"}).status_code == 400


@pytest.mark.django_db
def test_a_heartbeat_is_one_row_a_queue_written_over():
    jobs.heartbeat("bulk")
    first = WorkerHeartbeat.objects.get(queue="bulk").at
    jobs.heartbeat("bulk")
    assert WorkerHeartbeat.objects.get().at > first


def test_what_never_answers_keeps_nobody_waiting_and_holds_one_thread():
    free, begun = threading.Event(), threading.Event()
    asked = []

    def silent():
        asked.append(1)
        begun.set()
        free.wait()
        return "answer"

    bounded = Bounded(silent)
    started = time.monotonic()
    assert [answer_before(started + 0.1, bounded.start()) for _ in range(5)] == [None] * 5
    assert time.monotonic() - started < 2
    assert begun.wait(60)
    assert len(asked) == 1
    free.set()
    assert answer_before(time.monotonic() + 60, bounded.start()) == "answer"


def test_an_error_is_no_answer_and_the_next_one_asks_again():
    asked = []

    def fails_once():
        asked.append(1)
        if len(asked) == 1:
            raise ConnectionError
        return "answer"

    bounded = Bounded(fails_once)
    assert answer_before(time.monotonic() + 60, bounded.start()) is None
    assert answer_before(time.monotonic() + 60, bounded.start()) == "answer"


@pytest.mark.django_db
def test_a_series_that_waits_no_longer_is_not_computed_again(monkeypatch):
    """Each act asks for its contract: the first job does the work of all."""
    contract = make_contract()
    indicator, _ = make_indicator(contract), make_indicator(contract)
    done: list[list[int]] = []

    def note(keys: list[int]) -> list[int]:
        done.append(keys)
        return []

    monkeypatch.setattr(jobs, "recompute_many", note)
    jobs.recompute(contract.pk)
    assert done == []
    PendingRecompute.objects.create(indicator=indicator, wanted_sequence=1, requested_at=timezone.now())
    jobs.recompute(make_contract().pk)
    assert done == []
    jobs.recompute(contract.pk)
    assert done == [[indicator.pk]]
