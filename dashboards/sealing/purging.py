"""What the journal of security lets go of, and when.

The rule: an event is kept `SECURITY_JOURNAL_DAYS` (a year at most), then deleted, its address with it. A signed
checkpoint is left in its place, from which the chain is verified. The database refuses the deletion of an event that
is younger than six months, or that no checkpoint covers, whoever asks.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils import timezone

from accounts.models import SecurityEvent
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security
from dashboards.models.seal import EventSeal
from dashboards.sealing.checkpoints import point_of_purge


def purge(using: str = DEFAULT_DB_ALIAS) -> int:
    """Delete the events whose time is over; returns how many. `using` is the connection of the role that may."""
    until = timezone.now() - timedelta(days=settings.SECURITY_JOURNAL_DAYS)
    with transaction.atomic(using=using):
        count = _purge(until, using)
    if count:
        log_security(SecurityKind.JOURNAL_PURGED, detail=f"événements effacés\u00a0: {count}")
    return count


def _purge(until: datetime, using: str) -> int:
    """The chain is cut before its first event that stays: what is older and was sealed later goes with it."""
    seals, events = EventSeal.objects.using(using), SecurityEvent.objects.using(using)
    young = seals.filter(event__in=events.filter(happened_at__gte=until).values("pk"))
    first = young.order_by("position").values_list("position", flat=True).first()
    gone = seals.order_by("position") if first is None else seals.filter(position__lt=first)
    last = gone.order_by("-position").first()
    if last is None:
        return 0
    point_of_purge(last.position, last.head, using)
    count, _ = events.filter(pk__in=gone.values("event")).delete()
    gone.delete()
    return count
