"""Heartbeats of the workers, for /readyz."""

from django.db import models


class WorkerHeartbeat(models.Model):
    """When a worker last did the heartbeat job of a queue: one row a queue, overwritten."""

    queue = models.CharField("file", max_length=40, primary_key=True)
    at = models.DateTimeField("à")

    class Meta:
        verbose_name = "signe de vie d’une file"
        verbose_name_plural = "signes de vie des files"

    def __str__(self) -> str:
        return f"{self.queue} {self.at}"
