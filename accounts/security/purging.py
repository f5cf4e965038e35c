"""What the journal of security lets go of, and when.

The rule: an event is kept `SECURITY_JOURNAL_DAYS` (a year at most), then deleted, its address with it. The database
refuses the deletion of one that is younger than six months, whoever asks.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import SecurityEvent
from accounts.models.security import SecurityKind
from accounts.security.recording import log_security


@transaction.atomic
def purge() -> int:
    """Delete the events whose time is over, and write down that it was done; returns how many there were."""
    until = timezone.now() - timedelta(days=settings.SECURITY_JOURNAL_DAYS)
    count, _ = SecurityEvent.objects.filter(happened_at__lt=until).delete()
    if count:
        log_security(SecurityKind.JOURNAL_PURGED, detail=f"événements effacés\u00a0: {count}")
    return count
