"""The last sign of life of those who compute."""

from django.db import models


class WorkerHeartbeat(models.Model):
    """When a worker last did the small job that beat sends to each queue: one row a queue, written over."""

    queue = models.CharField("file", max_length=40, primary_key=True)
    at = models.DateTimeField("à")

    class Meta:
        verbose_name = "signe de vie d’une file"
        verbose_name_plural = "signes de vie des files"

    def __str__(self) -> str:
        return f"{self.queue} {self.at}"
