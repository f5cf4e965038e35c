"""The Celery application. Broker, queues, schedule and logs come from the Django settings."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

from cpg.broker import Messages
from cpg.operations.metrics.jobs_done import count_jobs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.dev")

app = Celery("cpg", amqp=Messages)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")
app.autodiscover_tasks(related_name="tasks")
# Not an application: a worker would know these tasks only where something else imports them first.
app.autodiscover_tasks(["dashboards.reviews", "dashboards.contracts"], related_name="jobs")
app.steps["worker"].add(DjangoStructLogInitStep)
count_jobs()


@setup_logging.connect
def keep_the_logs_of_django(**options: Any) -> None:
    """Do nothing: a receiver of this signal keeps Celery from replacing Django's logging, which writes JSON."""
