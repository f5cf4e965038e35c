"""Whether mails go: those that wait long, and those that were given up this week."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min
from django.utils import timezone

from accounts.models import OutboxMail
from cpg.operations.doctor.findings import Finding, broken, notice, well

LATE = timedelta(minutes=30)
LOOKED_BACK = timedelta(days=7)


def look() -> Iterator[Finding]:
    now = timezone.now()
    waiting = OutboxMail.objects.filter(next_try_at__isnull=False)
    found = waiting.aggregate(count=Count("pk"), oldest=Min("created_at"))
    late = found["oldest"] is not None and now - found["oldest"] > LATE
    given_up = OutboxMail.objects.filter(
        next_try_at__isnull=True, sent_at__isnull=True, created_at__gt=now - LOOKED_BACK
    ).count()
    if late:
        since = timezone.localtime(found["oldest"])
        yield broken(
            f"Courriels en attente\u00a0: {found['count']}, le premier depuis le {since:%d/%m/%Y à %H:%M}.",
            "Vérifiez EMAIL_URL et le serveur\u00a0; l’erreur de chacun est dans l’administration (Courriels).",
        )
    if given_up:
        yield notice(
            f"Courriels abandonnés depuis sept jours\u00a0: {given_up}.",
            "L’administration (Courriels) dit pourquoi\u00a0: souvent une adresse absente ou fausse.",
        )
    if not late and not given_up:
        yield well("Les courriels partent.")
