"""Read the chain of the journal of security again, from the last purge on."""

from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from accounts.models import SecurityEvent
from dashboards.models.seal import Checkpoint, EventSeal
from dashboards.sealing.events import BATCH, event_digest, head_of, looked_at_since
from dashboards.sealing.verifying import BrokenLinkError, Chain, require_signed

NAME = "journal de sécurité"


def verify_events() -> Chain:
    """Raises BrokenLinkError."""
    points = list(Checkpoint.objects.filter(contract__isnull=True).order_by("position"))
    require_signed(points)
    chain = Chain(NAME)
    if points:
        chain.position, chain.head = points[-1].position, points[-1].head
    last = EventSeal.objects.aggregate(last=Max("position"))["last"] or 0
    for start in range(chain.position + 1, last + 1, BATCH):
        _verify_window(chain, start, min(start + BATCH, last + 1))
    chain.waiting = _waiting()
    return chain


def _verify_window(chain: Chain, start: int, end: int) -> None:
    seals = {each.position: each for each in EventSeal.objects.filter(position__gte=start, position__lt=end)}
    events = SecurityEvent.objects.in_bulk([each.event for each in seals.values()])
    for position in range(start, end):
        seal = seals.get(position)
        if seal is None:
            raise BrokenLinkError(f"rang {position}\u00a0: son sceau a été effacé")
        what, event = f"événement n°\u00a0{seal.event}", events.get(seal.event)
        if event is None:
            raise BrokenLinkError(f"{what}\u00a0: il a été effacé hors d’une purge")
        if event_digest(event, seal.edition) != seal.digest:
            raise BrokenLinkError(f"{what} ({event.words})\u00a0: il a été modifié depuis son sceau")
        computed = head_of(position, seal.edition, seal.event, seal.digest, chain.head)
        chain.follow(position, computed, seal.head, what)
        chain.since = chain.since or f"{timezone.localtime(seal.sealed_at):%d/%m/%Y}"


def _waiting() -> int:
    """How many events have no seal yet; none may be much older than the last seal."""
    unsealed = SecurityEvent.objects.filter(~Exists(EventSeal.objects.filter(event=OuterRef("pk"))))
    sealed_at = EventSeal.objects.order_by("-position").values_list("sealed_at", flat=True).first()
    if sealed_at is not None:
        late = unsealed.filter(happened_at__lt=looked_at_since(sealed_at)).order_by("pk").first()
        if late is not None:
            raise BrokenLinkError(
                f"événement n°\u00a0{late.pk} ({late.words})\u00a0: il a été ajouté après coup"
            )
    return unsealed.count()
