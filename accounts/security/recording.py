"""The one verb that writes the journal of security."""

import structlog
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.addresses import client_address
from accounts.models import Body, SecurityEvent, User
from accounts.models.security import SecurityKind

log = structlog.get_logger(__name__)


def log_security(
    kind: SecurityKind,
    *,
    actor: User | None = None,
    subject: User | None = None,
    body: Body | None = None,
    request: HttpRequest | None = None,
    detail: str = "",
) -> None:
    """Add an event, in the caller's transaction: what was refused and rolled back leaves none.

    Without `body`, the event is of the only body of the account, or of none. `detail` must hold nothing that was typed:
    no figure, comment, or name of an unknown account, which may be a password in the wrong field.
    """
    event = SecurityEvent.objects.create(
        kind=kind.value,
        happened_at=timezone.now(),
        actor=actor,
        subject=None if subject == actor else subject,
        body_id=body.pk if body else _only_body(subject or actor),
        address=client_address(request) if request else None,
        detail=detail,
    )
    # Without the address: logs may leave this machine, and are kept by another rule.
    told = {
        "kind": event.kind,
        "body": event.body_id,
        "detail": detail,
        "actor": actor.username if actor else None,
        "subject": subject.username if subject else None,
    }
    transaction.on_commit(lambda: log.info("security_event", **told))


def _only_body(user: User | None) -> int | None:
    if user is None:
        return None
    keys = list(user.memberships.order_by().values_list("body", flat=True).distinct()[:2])
    return keys[0] if len(keys) == 1 else None
