"""Mails about sources: what failed, is late, waits or was recorded, to whoever has to know.

A round that is run twice posts each mail once: its key names the event and the person.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import Membership, User
from accounts.outbox import Letter, post, posted
from accounts.rights import VALIDATORS, Role
from dashboards.addresses import contract_url
from indicators.models import SourceEvent, SourceEventKind

KIND = "source"
# What nobody did there and then, and so would not know of.
TOLD = (
    SourceEventKind.FAILED,
    SourceEventKind.RECOVERED,
    SourceEventKind.SILENT,
    SourceEventKind.RESHAPED,
    SourceEventKind.REFUSED,
    SourceEventKind.WAITING,
    SourceEventKind.RECORDED,
)
# An administrator mends the connection; the figures are the owner's.
OF_THE_CONNECTION = {SourceEventKind.FAILED, SourceEventKind.RECOVERED}
# A round that did not end, or a server that was down, tells afterwards.
LOOKS_BACK = timedelta(days=2)


def tell() -> int:
    """Post the mails of what happened since; returns how many are new. Three queries, and those of each new mail."""
    since = timezone.now() - LOOKS_BACK
    told = SourceEvent.objects.filter(kind__in=TOLD, at__gte=since).order_by("pk")
    events = list(
        told.select_related("source__contract__body", "source__owner", "arrival").defer("arrival__content")
    )
    members = _members({event.source.contract.body_id for event in events})
    wanted = [
        (f"{KIND}/{event.pk}/{user.pk}", event, user)
        for event in events
        for user in _readers(event, members[event.source.contract.body_id])
    ]
    done = posted(key for key, _, _ in wanted)
    return sum(
        post(user=user, letter=_letter(key, event, user)) for key, event, user in wanted if key not in done
    )


def _readers(event: SourceEvent, members: Collection[Membership]) -> Iterator[User]:
    """The owner, or the contrôle de gestion where the owner left; the administrators where it does not answer."""
    owner = event.source.owner
    roles: set[str] = {Role.ADMINISTRATEUR} if event.kind in OF_THE_CONNECTION else set()
    if owner.is_active and any(each.user_id == owner.pk for each in members):
        yield owner
    else:
        roles |= VALIDATORS
    yield from dict.fromkeys(each.user for each in members if each.role in roles and each.user_id != owner.pk)


def _members(bodies: Collection[int]) -> Mapping[int, Collection[Membership]]:
    """Those of each body whom a mail reaches."""
    found: dict[int, list[Membership]] = defaultdict(list)
    for each in Membership.objects.filter(body__in=bodies, user__is_active=True).select_related("user"):
        if each.user.email:
            found[each.body_id].append(each)
    return found


def _letter(key: str, event: SourceEvent, user: User) -> Letter:
    source = event.source
    title = SourceEventKind(event.kind).label
    page = f"{settings.PUBLIC_URL}{_address(event, user)}"
    parts: Sequence[str] = (
        f"Bonjour {user},",
        f"Source «\u00a0{source.name}\u00a0» ({source.contract})\u00a0: {title}.",
        event.text,
        page,
        "Ce courriel est envoyé par le suivi du contrat, ne lui répondez pas.",
    )
    return Letter(
        kind=KIND,
        key=key,
        subject=f"Source «\u00a0{source.name[:80]}\u00a0»\u00a0: {title}",
        body="\n\n".join(filter(None, parts)) + "\n",
        about=source.contract.body,
    )


def _address(event: SourceEvent, user: User) -> str:
    """Where to act: the preview to confirm, for the owner; else the page of the source."""
    source, arrival = event.source, event.arrival
    if arrival is not None and arrival.job_id is not None and user == source.owner:
        return contract_url(source.contract, "import", arrival.job_id)
    return contract_url(source.contract, "source", source.pk)
