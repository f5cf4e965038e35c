"""Seal the events of the journal of security, in the order in which they are found: writing one takes no lock."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import SecurityEvent
from dashboards.models.seal import Checkpoint, EventSeal
from dashboards.sealing.canonical import digest, row_digest
from dashboards.sealing.sources import EDITION, columns_of

BATCH = 500
FIRST = ""
TABLE = SecurityEvent._meta.db_table
# No transaction lasts longer: what is written later has a later time.
LOOKED_BACK = timedelta(hours=1)


def event_digest(event: SecurityEvent, edition: int) -> str:
    columns = columns_of(edition)[TABLE]
    return row_digest(TABLE, columns, [getattr(event, name) for name in columns])


def head_of(position: int, edition: int, event: int, found: str, before: str) -> str:
    return digest(["evenement", edition, position, event, found, before])


def last_point() -> tuple[int, str]:
    """Position and head of the last seal, or of the checkpoint of the last purge where it took all of them."""
    seal = EventSeal.objects.order_by("-position").values_list("position", "head").first()
    if seal is not None:
        return seal
    purged = Checkpoint.objects.filter(contract__isnull=True).order_by("-position")
    return purged.values_list("position", "head").first() or (0, FIRST)


def seal_events(rounds: int) -> int:
    """Seal what is not sealed yet; returns how many events were. Where another process does the same, it goes first."""
    count = 0
    for _ in range(rounds):
        try:
            with transaction.atomic():
                sealed = _seal()
        except IntegrityError:
            break
        count += sealed
        if sealed < BATCH:
            break
    return count


def _seal() -> int:
    position, head = last_point()
    now = timezone.now()
    seals = []
    for event in _unsealed():
        position += 1
        found = event_digest(event, EDITION)
        head = head_of(position, EDITION, event.pk, found, head)
        seals.append(
            EventSeal(
                position=position, event=event.pk, edition=EDITION, digest=found, head=head, sealed_at=now
            )
        )
    EventSeal.objects.bulk_create(seals)
    return len(seals)


def looked_at_since(sealed_at: datetime) -> datetime:
    """From when on there may be events without a seal, after one that was made at `sealed_at`: earlier than now, if a
    clock was ahead when it was made.
    """
    return min(sealed_at, timezone.now()) - LOOKED_BACK


def _unsealed() -> list[SecurityEvent]:
    events = SecurityEvent.objects.filter(~Exists(EventSeal.objects.filter(event=OuterRef("pk"))))
    last = EventSeal.objects.order_by("-position").values_list("sealed_at", flat=True).first()
    if last is not None:
        events = events.filter(happened_at__gte=looked_at_since(last))
    return list(events.order_by("pk")[:BATCH])
