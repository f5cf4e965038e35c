"""Secrets and signatures as in Standard Webhooks (https://www.standardwebhooks.com), which has libraries."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils.crypto import salted_hmac

from accounts.models import Webhook

PREFIX = "whsec_"
# After a rotation both secrets sign for so long: the receiver changes its own meanwhile.
OVERLAP = timedelta(hours=24)


def secret_of(hook: Webhook, generation: int | None = None) -> str:
    """It follows from the key of the settings, and is nowhere in the database: an archive gives none away."""
    return PREFIX + b64encode(_key(hook, generation or hook.generation)).decode()


def headers_of(hook: Webhook, message_id: str, content: bytes, now: datetime) -> dict[str, str]:
    seconds = str(int(now.timestamp()))
    signed = b".".join([message_id.encode(), seconds.encode(), content])
    signatures = [
        "v1," + b64encode(hmac.new(_key(hook, generation), signed, sha256).digest()).decode()
        for generation in _generations(hook, now)
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(signatures),
    }


def _generations(hook: Webhook, now: datetime) -> list[int]:
    is_recent = hook.rotated_at is not None and now - hook.rotated_at < OVERLAP
    return [hook.generation, hook.generation - 1] if is_recent else [hook.generation]


def _key(hook: Webhook, generation: int) -> bytes:
    return salted_hmac("accounts.webhooks", f"{hook.public_id}:{generation}", algorithm="sha256").digest()
