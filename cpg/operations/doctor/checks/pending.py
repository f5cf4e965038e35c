"""Whether figures are computed as they are entered."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone

from cpg.operations.doctor.findings import Finding, broken, well
from indicators.models import PendingRecompute


def look() -> Iterator[Finding]:
    waiting = PendingRecompute.objects.aggregate(count=Count("pk"), oldest=Min("requested_at"))
    age = int((timezone.now() - waiting["oldest"]).total_seconds()) if waiting["oldest"] else 0
    if age > settings.PENDING_LATE_SECONDS:
        yield broken(
            f"Séries à calculer\u00a0: {waiting['count']}, la première depuis {age}\u00a0s.",
            "Vérifiez les workers\u00a0; cherchez recompute_failed dans leurs journaux, puis manage.py recompute.",
        )
    else:
        yield well("Les calculs suivent les saisies.")
