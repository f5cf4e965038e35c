"""Whether each queue is worked at: beat sends a sign of life to each, and its worker stores it."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from cpg import readiness
from cpg.operations.doctor.findings import Finding, broken, not_used, well
from indicators.models import WorkerHeartbeat


def look() -> Iterator[Finding]:
    if settings.JOBS_IN_PROCESS:
        yield not_used("Les calculs se font dans le processus\u00a0: pas de worker.")
        return
    limit = readiness.MISSED_HEARTBEATS * settings.HEARTBEAT_SECONDS
    last = dict(WorkerHeartbeat.objects.values_list("queue", "at"))
    now = timezone.now()
    silent = [
        queue for queue in settings.QUEUES if queue not in last or (now - last[queue]).total_seconds() > limit
    ]
    if not silent:
        yield well("Chaque file a son worker, et beat tourne.")
    elif len(silent) == len(settings.QUEUES):
        yield broken(
            f"Aucune file n’a donné signe de vie depuis {limit}\u00a0s.",
            "Vérifiez beat, puis Redis et les workers\u00a0: docker compose ps, et leurs journaux.",
        )
    else:
        yield broken(
            f"Sans signe de vie depuis {limit}\u00a0s\u00a0: {', '.join(silent)}.",
            "Relancez le worker de cette file (worker-interactive, ou worker-bulk pour bulk et documents).",
        )
