"""Send what is due and retry, as the outbox of mails does; an address that fails for two days is switched off."""

from time import monotonic

import structlog
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Webhook, WebhookDelivery
from accounts.outbox import CLAIM, ERROR_LENGTH, TRIES, WAITS
from accounts.webhooks import sending
from accounts.webhooks.signing import headers_of
from accounts.webhooks.switching import switch_off

log = structlog.get_logger(__name__)

# A round ends after this time: the next one goes on, and the worker does other things between them.
ROUND_SECONDS = 60


def deliver_due() -> int:
    """Returns how many were received. An address that failed is not tried again in the same round."""
    received, failing, ends = 0, set[int](), monotonic() + ROUND_SECONDS
    while monotonic() < ends and (claimed := _claim(failing)):
        if _is_received(claimed):
            received += 1
        else:
            failing.add(claimed.webhook_id)
    return received


@transaction.atomic
def _claim(failing: set[int]) -> WebhookDelivery | None:
    """The oldest that is due, its next try pushed back, so that no other sender takes it."""
    now = timezone.now()
    due = WebhookDelivery.objects.select_related("webhook").filter(
        next_try_at__lte=now, webhook__is_active=True
    )
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    claimed = due.exclude(webhook__in=failing).order_by("next_try_at", "pk").first()
    if claimed is not None:
        claimed.tries += 1
        claimed.next_try_at = now + CLAIM
        claimed.save(update_fields=["tries", "next_try_at"])
    return claimed


def _is_received(delivery: WebhookDelivery) -> bool:
    """Send one and store the result; no transaction is open meanwhile. The log names neither address nor content."""
    hook, now = delivery.webhook, timezone.now()
    content = delivery.content.encode()
    status, error = sending.send(hook.url, content, headers_of(hook, delivery.message_id, content, now))
    event = log.bind(webhook=hook.pk, kind=delivery.kind, status=status)
    if not error:
        _write(delivery, status_code=status, error="", next_try_at=None, sent_at=timezone.now())
        event.info("webhook_sent")
        return True
    is_last = delivery.tries >= TRIES or status == sending.GONE
    again = None if is_last else timezone.now() + WAITS[delivery.tries - 1]
    event.warning("webhook_given_up" if is_last else "webhook_failed")
    with transaction.atomic():
        _write(delivery, status_code=status, error=error[:ERROR_LENGTH], next_try_at=again)
        if is_last:
            switch_off(Webhook.objects.get(pk=hook.pk), error)
    return False


def _write(delivery: WebhookDelivery, **fields: object) -> None:
    """Unless the claim expired and another sender took it (`tries` has moved on)."""
    WebhookDelivery.objects.filter(pk=delivery.pk, tries=delivery.tries).update(**fields)
