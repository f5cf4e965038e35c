"""Which job goes where: an entry's recompute waits for no sweep, no import and no document."""

import subprocess
import sys
from importlib import import_module

import pytest
from django.conf import settings

from cpg.celery import app
from indicators import jobs


def queue_of(task: str, options: dict[str, object] | None = None) -> str:
    return str(app.amqp.router.route(dict(options or {}), task)["queue"].name)


@pytest.mark.parametrize(
    ("task", "queue"),
    [
        ("indicators.jobs.recompute", "interactive"),
        ("indicators.jobs.sweep", "bulk"),
        ("dashboards.jobs.remind", "bulk"),
        ("accounts.jobs.deliver", "bulk"),
        ("dashboards.reviews.jobs.make_review", "documents"),
        ("indicators.tasks.something_new", "bulk"),
    ],
)
def test_a_task_has_its_queue_and_what_nobody_routed_holds_no_entry(task: str, queue: str) -> None:
    assert queue_of(task) == queue


def test_everything_that_is_planned_exists() -> None:
    for planned in settings.CELERY_BEAT_SCHEDULE.values():
        module, _, name = planned["task"].rpartition(".")
        assert getattr(import_module(module), name).name == planned["task"]


# What a worker imports by itself, without the addresses that Django's checks load.
WORKER = """
from celery.fixups.django import DjangoWorkerFixup
DjangoWorkerFixup.validate_models = lambda fixup: None
from cpg.celery import app
import django
django.setup()
app.loader.import_default_modules()
print(*app.tasks)
"""


def test_a_worker_knows_every_planned_task_without_reading_the_addresses() -> None:
    known = subprocess.run([sys.executable, "-c", WORKER], capture_output=True, text=True, check=True).stdout
    planned = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}
    assert planned | {"dashboards.reviews.jobs.make_review"} <= set(known.split())


@pytest.mark.parametrize("queue", settings.QUEUES)
def test_each_queue_is_sent_a_heartbeat_before_anything_else(queue: str) -> None:
    planned = settings.CELERY_BEAT_SCHEDULE[f"heartbeat-{queue}"]
    assert planned["args"] == (queue,)
    assert queue_of(planned["task"], planned["options"]) == queue
    assert planned["options"]["priority"] < settings.CELERY_TASK_DEFAULT_PRIORITY
    assert app.tasks[planned["task"]]


@pytest.mark.parametrize(("series", "queue"), [(1, "interactive"), (3, "interactive"), (4, "bulk")])
def test_many_series_are_asked_for_in_bulk_and_their_contract_once(
    settings, monkeypatch, series, queue
) -> None:
    settings.JOBS_IN_PROCESS = False
    settings.JOBS_INLINE_AT_MOST = 3
    sent = []
    monkeypatch.setattr(
        jobs.recompute, "apply_async", lambda args, **options: sent.append((args, options["queue"]))
    )
    jobs.enqueue(7, series)
    assert sent == [((7,), queue)]
