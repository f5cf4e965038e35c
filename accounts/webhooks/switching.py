"""Switch an address off with a mail to the administrators, change its secret, try it, send again."""

from collections.abc import Iterable
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User, Webhook, WebhookDelivery
from accounts.models.security import SecurityKind
from accounts.outbox import Letter, post
from accounts.rights import Role
from accounts.security.recording import log_security
from accounts.webhooks.events import EventKind
from accounts.webhooks.posting import content_of, delivery_of
from accounts.webhooks.signing import secret_of

MAIL = "appel sortant"


@transaction.atomic
def switch_off(hook: Webhook, reason: str) -> None:
    """Nothing more is tried: what waited stays in the list, from where it can be sent again."""
    if not hook.is_active:
        return
    hook.is_active, hook.off_reason = False, reason[:300]
    hook.save(update_fields=["is_active", "off_reason"])
    log_security(SecurityKind.WEBHOOK_OFF, body=hook.body, detail=mark_of(hook))
    waiting = WebhookDelivery.objects.filter(webhook=hook, next_try_at__isnull=False)
    waiting.update(next_try_at=None, error="Appel sortant arrêté avant l’envoi.")
    page = f"{settings.PUBLIC_URL}{reverse('admin:accounts_webhook_change', args=[hook.pk])}"
    administrators = User.objects.filter(
        is_active=True, memberships__body=hook.body_id, memberships__role=Role.ADMINISTRATEUR
    )
    mark = uuid4().hex
    for user in administrators.distinct():
        post(user=user, letter=_letter(hook, page, f"{MAIL}:{mark}:{user.pk}"))


def mark_of(hook: Webhook) -> str:
    """Names an address in the journal by its host: the rest was typed, and may hold a secret."""
    return urlsplit(hook.url).hostname or ""


@transaction.atomic
def rotate(hook: Webhook) -> str:
    """Another secret, which is returned and shown nowhere else."""
    locked = Webhook.objects.select_for_update().get(pk=hook.pk)
    locked.generation += 1
    locked.rotated_at = timezone.now()
    locked.save(update_fields=["generation", "rotated_at"])
    return secret_of(locked)


def try_out(hook: Webhook) -> None:
    text = content_of(EventKind.TEST, {"body": hook.body.code}, timezone.now())
    delivery_of(hook, EventKind.TEST, f"{EventKind.TEST}:{uuid4().hex}", text).save()


def send_again(deliveries: Iterable[WebhookDelivery]) -> int:
    """The same message under the same identifier, from its first try on; only where the address is in service."""
    keys = [each.pk for each in deliveries]
    chosen = WebhookDelivery.objects.filter(pk__in=keys, webhook__is_active=True)
    return chosen.update(next_try_at=timezone.now(), tries=0, sent_at=None, error="")


def _letter(hook: Webhook, page: str, key: str) -> Letter:
    body = (
        f"Bonjour,\n\nLes envois à {hook.url} échouent depuis près de deux jours ({hook.off_reason}). "
        "Cet appel sortant est arrêté\u00a0: plus rien n’y est envoyé.\n\n"
        f"Réparez le programme qui reçoit, puis remettez l’appel en service et renvoyez ce qui manque\u00a0:\n{page}\n"
    )
    subject = "Suivi du CPG\u00a0: un appel sortant est arrêté"
    return Letter(kind=MAIL, key=key, subject=subject, body=body, about=hook.body)
