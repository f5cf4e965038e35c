"""Write an event for each address that wants it, in the transaction of the act: what is rolled back is not told."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Webhook, WebhookDelivery
from accounts.webhooks.events import EventKind

type Data = Mapping[str, Any]


def announce(
    kind: EventKind, *, body_pk: int, events: Callable[[], Mapping[str, Data]], moment: datetime | None = None
) -> None:
    """`events` are what each one holds, by its key: announced twice, it is written once. They are asked only where
    somebody is told: without an address it costs one query, with one it costs two, however many they are.
    """
    hooks = [hook for hook in Webhook.objects.filter(body=body_pk, is_active=True) if kind in hook.kinds]
    if not hooks:
        return
    now = moment or timezone.now()
    texts = {f"{kind}:{key}": content_of(kind, data, now) for key, data in events().items()}
    rows = [delivery_of(hook, kind, key, text) for hook in hooks for key, text in texts.items()]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)


def content_of(kind: EventKind, data: Data, moment: datetime) -> str:
    told = {"type": kind.value, "timestamp": moment.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def delivery_of(hook: Webhook, kind: EventKind, key: str, text: str) -> WebhookDelivery:
    now = timezone.now()
    return WebhookDelivery(
        webhook=hook,
        kind=kind.value,
        key=key,
        message_id=f"msg_{uuid4().hex}",
        content=text,
        created_at=now,
        next_try_at=now,
    )
