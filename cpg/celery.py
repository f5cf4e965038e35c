"""The Celery application: broker and schedule come from the Django settings."""

import os

from celery import Celery

from cpg.broker import Messages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.dev")

app = Celery("cpg", amqp=Messages)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")
